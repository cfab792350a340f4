export { CallPage } from './CallPage';
export { warmUp } from './warmUp';
