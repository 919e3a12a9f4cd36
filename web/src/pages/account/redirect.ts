/**
 * Whether it is a path of this shop: `next` comes from the address, where anyone can write. Browsers
 * leave tabs out, so that "/\t/elsewhere" leads as "//elsewhere" does.
 */
export const isOurs = (next: string) => /^\/(?![/\\])\S*$/.test(next)
