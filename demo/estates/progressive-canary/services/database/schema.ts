/** The tables of the shop, what it sells, and the accounts that look at it from outside. */
import { createHash, randomBytes } from 'node:crypto'
import pg from 'pg'

const TABLES = `
  create table users (
    id bigserial primary key, email text not null unique, password_hash text not null, handle text not null,
    subscription_tier text not null default 'free', beta_tester boolean not null default false,
    avatar jsonb, created_at timestamptz not null default now(), side text not null, version text not null);
  create table tokens (
    hash text primary key, user_id bigint not null references users, kind text not null check (kind in ('session', 'api')),
    label text not null default '', created_at timestamptz not null default now());
  create table products (id int primary key, name text not null, price_cents int not null);
  create table orders (
    id bigserial primary key, user_id bigint not null references users, lines jsonb not null,
    total_cents int not null, state text not null check (state in ('open', 'paid', 'refunded')),
    created_at timestamptz not null default now(), side text not null, version text not null);
  create table payments (
    id bigserial primary key, order_id bigint not null references orders, amount_cents int not null,
    outcome text not null check (outcome in ('paid', 'declined', 'refused')), charge text, fee_cents int not null default 0,
    created_at timestamptz not null default now(), side text not null, version text not null);
  create table refunds (
    id bigserial primary key, order_id bigint not null references orders, amount_cents int not null,
    created_at timestamptz not null default now(), side text not null, version text not null);
  create index on orders (user_id);
  create index on payments (created_at);
  create index on orders (created_at);
  create index on refunds (created_at);
  insert into products values
    (1, 'Compass', 2490), (2, 'Chart of the bay', 1890), (3, 'Brass lamp', 5990), (4, 'Oilskin coat', 12900),
    (5, 'Rope, 20 m', 1590), (6, 'Tide table', 790), (7, 'Binoculars', 8990), (8, 'Signal flags', 3490)`

export type Access = {
  /** May only read, and sees the figures of the pool. */
  readonly readerUrl: string
  /** A token for the smoke checks, of an account that buys nothing. */
  readonly smokeToken: string
}

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url')

export async function makeSchema(url: string): Promise<Access> {
  const reader = randomBytes(18).toString('base64url')
  const smokeToken = `api_${randomBytes(24).toString('base64url')}`
  const client = new pg.Client({ connectionString: url, statement_timeout: 20_000 })
  await client.connect()
  try {
    await client.query(TABLES)
    // A role takes no parameters; the password is of letters, digits, - and _.
    await client.query(`create role reader login password '${reader}'`)
    await client.query(
      'grant select on all tables in schema public to reader; grant pg_read_all_stats to reader',
    )
    await client.query(
      `with smoke as (insert into users (email, password_hash, handle, side, version)
         values ('smoke@shop.example', 'none', 'smoke-user', '', '') returning id)
       insert into tokens (hash, user_id, kind, label) select $1, id, 'api', 'smoke' from smoke`,
      [hashOf(smokeToken)],
    )
  } finally {
    await client.end()
  }
  const readerUrl = new URL(url)
  readerUrl.username = 'reader'
  readerUrl.password = reader
  return { readerUrl: readerUrl.href, smokeToken }
}
