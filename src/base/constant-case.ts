/** Name of a command as it is stored and shown: `requestInformation` is REQUEST_INFORMATION. */
export function toConstantCase(command: string): string {
  return command.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
}
