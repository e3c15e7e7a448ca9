/**
 * What a session could write to, one row with the first thing found, none for a role that can only read: as itself, and
 * as every role that it may become. That a session is read-only by default says nothing, for it may lift that itself.
 * Temporary tables are left out, because they are its own, and so are functions with their owner's rights, which the
 * read-only transaction holds back.
 */
export const WRITES = `
with mine as (
  select oid, rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication
  from pg_catalog.pg_roles
  where pg_catalog.pg_has_role(session_user, oid, 'MEMBER')
), mighty as (
  select 1 as rank, format('%s is a superuser', rolname) as what from mine
  where rolsuper and rolname = session_user
  union all
  select 2, format('it may become %s, a superuser', rolname) from mine where rolsuper
  union all
  select 3, format('%s may create roles, databases or replicas', rolname) from mine
  where rolcreaterole or rolcreatedb or rolreplication
  union all
  select 4, format('it is a member of %s', rolname) from mine where rolname in (
    'pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program', 'pg_maintain',
    'pg_create_subscription', 'pg_signal_backend', 'pg_checkpoint')
), relations as (
  select c.oid, c.relkind, c.relowner, format('%I.%I', n.nspname, c.relname) as name
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
), writable as (
  select 5 as rank, format('%s may write to %s', m.rolname, r.name) as what
  from mine m cross join relations r
  where case r.relkind
    when 'S' then pg_catalog.has_sequence_privilege(m.oid, r.oid, 'USAGE, UPDATE')
    else pg_catalog.has_table_privilege(m.oid, r.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')
      or pg_catalog.has_any_column_privilege(m.oid, r.oid, 'INSERT, UPDATE') end
  union all
  select 6, format('%s owns %s', m.rolname, r.name) from mine m join relations r on r.relowner = m.oid
  union all
  select 7, format('%s may create objects in the schema %I', m.rolname, n.nspname)
  from mine m cross join pg_catalog.pg_namespace n
  where n.nspname !~ '^pg_(toast|temp)' and pg_catalog.has_schema_privilege(m.oid, n.oid, 'CREATE')
  union all
  select 8, format('%s may create schemas in the database', m.rolname) from mine m
  where pg_catalog.has_database_privilege(m.oid, current_database(), 'CREATE')
)
select what from (
  select * from mighty union all select * from writable where not exists (select from mighty)
) found order by rank, what limit 1`
