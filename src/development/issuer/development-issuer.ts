/** A real OIDC issuer on loopback, so that development and tests take the road of production. Never runs in production. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { CONSUMERS } from './consumers.ts'
import { answerInteraction, INTERACTION_PATH } from './interaction.ts'
import { createMemoryAdapter } from './memory-adapter.ts'
import { createProvider } from './provider.ts'
import { openSecrets, rotateSigningKey } from './secrets.ts'

export type DevelopmentIssuerOptions = {
  /** 0 takes a free one, and then tokens do not survive a restart: the address is part of them. */
  port: number
  /** Folder that keeps keys and client secrets. */
  dataDir: string
  nodeEnv: string | undefined
  /** `aud` of the tokens: what the hub accepts. */
  audience: string
}

export type DevelopmentIssuer = {
  /** Address, and `iss` of the tokens. */
  issuer: string
  /** Signs with a new key from now on; what the previous key signed stays valid. */
  rotateSigningKey(): Promise<void>
  close(): Promise<void>
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** @throws Error in production, when the port is taken, or when the secrets in the data folder are damaged. */
export async function startDevelopmentIssuer(options: DevelopmentIssuerOptions): Promise<DevelopmentIssuer> {
  if (options.nodeEnv === 'production')
    throw new Error('The development issuer does not run in production: set OIDC_ISSUER to a real issuer.')
  let secrets = await openSecrets(options.dataDir, CONSUMERS)
  const server = createServer()
  const issuer = `http://127.0.0.1:${await listen(server, options.port)}`
  const adapter = createMemoryAdapter()
  const build = () => createHandler(createProvider({ issuer, audience: options.audience, consumers: CONSUMERS, secrets, adapter }))
  let handle: Handler = build()
  server.on('request', (request, response) => handle(request, response))
  return {
    issuer,
    async rotateSigningKey() {
      secrets = await rotateSigningKey(options.dataDir, secrets)
      handle = build()
    },
    close: () => close(server),
  }
}

function createHandler(provider: ReturnType<typeof createProvider>): Handler {
  const handleProtocol = provider.callback()
  return (request, response) => {
    if (!request.url?.startsWith(INTERACTION_PATH)) {
      handleProtocol(request, response)
      return
    }
    answerInteraction(provider, request, response).catch(() => {
      response.statusCode = 500
      response.end()
    })
  }
}

async function listen(server: Server, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, '127.0.0.1', resolve)
  await promise.catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'EADDRINUSE'
      ? new Error(`Port ${port} is in use, and the development issuer needs it. Set ISSUER_PORT to a free port.`)
      : cause
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

async function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  server.closeAllConnections()
  await promise
}
