/**
 * Words in names of types that mean here what they mean anywhere: words of programs (`options`, `handler`) and of plain English (`allowed`, `place`).
 * A word of the field does not belong here: explain it in docs/glossary.md. One form stands for all (`answer` for `Answers`); a word that no type uses fails the test.
 */
export const ORDINARY_WORDS: readonly string[] =
  `accept account admit allowance allowed answer args bilingual binaries binding block broken build cause check child choice class clock
   cluster code compiled config content context contributions count country current database decode definition detail document
   done edge element embedded ends engine enter entry enum examined export extension failure field finding flat folder forbidden forked form
   found handler header health hidden hub ids import in index info input interval invalid invariant item json judge language list
   loaded mapped means method mode move mutation name needs new not object offline open options order page parameter parsed pass path place
   pool position postgres problem progress proven query question random range raw reaction read replacement resolved response result retain
   role root runner runs schema send service settings shape share shown solver spec sql step store submit sum summary takes text time to
   totals transaction unavailable unit unusable used uses value watch written yaml`.split(/\s+/)
