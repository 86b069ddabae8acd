/** Variables whose values nobody may have sent elsewhere by naming them: this program's own, its cloud's and Node's. */
const OWN = /^(CCU_ANYWHERE|AWS|NODE)_/i;

/**
 * What is wrong with the name of a variable that shall hold a secret for somebody else (`password_env`, `token_env`).
 * @returns the reason in words, as it follows the name of the member; undefined = nothing
 */
export const variableFault = (name: string): string | undefined =>
  OWN.test(name) ? "names a variable of the program itself" : undefined;
