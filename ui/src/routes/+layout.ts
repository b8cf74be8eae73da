// A window, not a web site: everything is rendered here, nothing on a server or ahead of time.
export const ssr = false;
export const prerender = false;
