import { describe, expect, test } from 'vitest'
import { contentTypeOf, responseTypeOf } from './media-types.ts'

describe('a content type is one of the list, or none that is read', () => {
  test.each([
    ['application/json', 'application/json'],
    ['application/json; charset=utf-8', 'application/json'],
    ['Application/JSON ;charset="UTF-8"', 'application/json'],
    ['application/x-ndjson', 'application/x-ndjson'],
    ['application/json; charset=latin1', 'application/octet-stream'],
    ['application/json; profile=x', 'application/octet-stream'],
    ['text/plain', 'application/octet-stream'],
    ['', 'application/octet-stream'],
    [`application/json;a${' '.repeat(28_000)}b`, 'application/octet-stream'],
  ])('%j', (header, type) => {
    expect(contentTypeOf(header)).toBe(type)
  })
})

describe('an answer has the media type that the client prefers', () => {
  test.each([
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['application/graphql-response+json', 'application/graphql-response+json'],
    // As Apollo Client 4 and urql 6 write it.
    ['application/graphql-response+json,application/json;q=0.9', 'application/graphql-response+json'],
    [
      'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
      'application/graphql-response+json',
    ],
    ['application/json, application/graphql-response+json', 'application/json'],
    ['application/json;q=0.5, */*', 'application/graphql-response+json'],
    ['application/graphql-response+json;q=0, */*', 'application/json'],
    ['application/json; charset=utf-8', 'application/json'],
    ['application/xml', undefined],
    ['application/json;q=0', undefined],
    ['application/json;q=much', undefined],
    [`"${','.repeat(30_000)}application/json`, undefined],
  ])('%j', (accept, type) => {
    expect(responseTypeOf(accept)).toBe(type)
  })
})
