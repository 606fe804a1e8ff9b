/** Sign-in page of the development issuer: choose who you are. There are no passwords, because there are no real people. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type Provider from 'oidc-provider'
import { errors } from 'oidc-provider'
import { type Person, peopleOf } from './consumers.ts'

/** Path under which oidc-provider sends a browser to sign in. */
export const INTERACTION_PATH = '/interaction/'

/** Longest form that is read. */
const MAX_FORM_BYTES = 4_096

/** Answers GET (the form) and POST (the choice). Every other request and every stale form gets a short plain answer. */
export async function answerInteraction(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { params, uid } = await provider.interactionDetails(request, response)
    const people = peopleOf(String(params.client_id))
    if (request.method === 'GET') return sendForm(response, uid, people)
    const chosen = request.method === 'POST' ? await readChoice(request) : undefined
    if (!people.some((person) => person.id === chosen)) return sendText(response, 400, 'Choose one of the people on the form.')
    await provider.interactionFinished(request, response, { login: { accountId: chosen ?? '' } })
  } catch (error) {
    if (!(error instanceof errors.OIDCProviderError)) throw error
    sendText(response, 400, 'This sign-in has ended. Start again from the application.')
  }
}

async function readChoice(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? Number.NaN) <= MAX_FORM_BYTES) {
    return new URLSearchParams(await text(request)).get('person') ?? undefined
  }
  return undefined
}

function sendForm(response: ServerResponse, uid: string, people: readonly Person[]): void {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    // The answer to the form redirects to the application, on some port of this machine.
    'content-security-policy': "default-src 'none'; form-action 'self' http://127.0.0.1:*; frame-ancestors 'none'",
  })
  response.end(`<!doctype html>
<html lang="nl">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Aanmelden (ontwikkeling)</title></head>
<body>
<main>
<h1>Aanmelden</h1>
<p>Ontwikkelomgeving: deze personen bestaan niet.</p>
<form method="post" action="${INTERACTION_PATH}${escapeHtml(uid)}">
<fieldset><legend>Wie ben je?</legend>
${people.map(toOption).join('\n')}
</fieldset>
<button type="submit">Aanmelden</button>
</form>
</main>
</body>
</html>
`)
}

function toOption({ id, name }: Person, index: number): string {
  const checked = index === 0 ? ' checked' : ''
  return `<p><label><input type="radio" name="person" value="${escapeHtml(id)}" required${checked}> ${escapeHtml(name)}</label></p>`
}

function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

function sendText(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
  response.end(`${message}\n`)
}
