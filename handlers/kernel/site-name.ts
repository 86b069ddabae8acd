/** Names of sites: part of topics, keys and credentials. */
export const SITE_NAME = /^[a-z0-9-]{1,40}$/;
