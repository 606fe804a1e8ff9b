/** One HTTP request, as the load generator sends it. */
export type WireRequest = { method: 'POST'; path: string; headers: Record<string, string>; body: string }
