export { CallPage } from './CallPage';
export { warmUp } from './session/warmUp';
