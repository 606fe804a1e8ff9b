/** Settings of the embedded PostgreSQL server. */
import { totalmem } from 'node:os'

const MIB = 1024 * 1024

/** Settings of the embedded server, given at every start so that a new version of the hub applies its own. */
export function postgresSettings(options: { port: number; durable: boolean }): Record<string, string | number> {
  const memory = Math.floor(totalmem() / MIB)
  return {
    port: options.port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // A quarter of the machine, as PostgreSQL advises; what is not used is not taken.
    shared_buffers: `${Math.min(Math.max(Math.floor(memory / 4), 128), 8192)}MB`,
    effective_cache_size: `${Math.max(Math.floor(memory / 2), 256)}MB`,
    work_mem: '16MB',
    maintenance_work_mem: '256MB',
    // Per hub process 16 of the application, and at most 8 per contract.
    max_connections: 200,
    random_page_cost: 1.1,
    // Compiling a plan costs more than every statement of a hub takes.
    jit: 'off',
    // A data-use row must be on disk before the answer leaves.
    synchronous_commit: 'on',
    fsync: options.durable ? 'on' : 'off',
    full_page_writes: options.durable ? 'on' : 'off',
    // Nobody reads the log of a server whose data may be lost.
    wal_compression: options.durable ? 'on' : 'off',
    min_wal_size: '256MB',
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    // Statements and error texts may hold personal values: only the server's own events are logged.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
  }
}
