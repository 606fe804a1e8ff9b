/** Environment of a Node process that a test starts with settings of its own: none of this machine's, and the compiled modules that the run keeps. */
export const CHILD_ENV = { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }
