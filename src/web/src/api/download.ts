import { ApiError, headersOf, readProblem } from './request';

/** Fetches a file that needs credentials and hands it to the browser to save. Throws `ApiError`. */
export async function download(path: string, fileName: string, token?: string): Promise<void> {
  let response: Response;
  try {
    response = await fetch(path, { headers: headersOf('text/csv, application/problem+json', token) });
  } catch {
    throw new ApiError(0, 'No answer');
  }
  if (!response.ok) throw await readProblem(response);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
  // Firefox reads the file after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
