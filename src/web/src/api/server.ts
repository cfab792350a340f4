import { request } from './request';

/** Who may create meetings on a server: everybody, programs with an API key, or its operator alone. */
export type CreationPolicy = 'anyone' | 'key' | 'admin';

export type ServerInformation = {
  version: string;
  create_meetings: CreationPolicy;
  /** Other web sites whose pages may show a meeting in a frame. */
  embed_origins: string[];
};

export function fetchServer(signal?: AbortSignal): Promise<ServerInformation> {
  return request('/api/v1/server', { signal });
}
