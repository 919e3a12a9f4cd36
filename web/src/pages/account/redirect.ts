/**
 * Whether `path` is a path of this site, and safe to go to after a log-in.
 *
 * It comes from the URL, which anyone can write. Browsers drop tabs and line breaks from URLs:
 * "/\t/elsewhere" would lead to the host "elsewhere".
 */
export const isSafeRedirect = (path: string) => /^\/(?![/\\])\S*$/.test(path)
