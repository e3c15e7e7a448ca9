-- Who asks, as src/adapters/gateway/client/identity.ts and sticky-cookie.ts see it: the user's id if a trusted peer told it, else
-- the signed cookie, else a new visitor. Headers of peers that are not trusted are gone before this is asked.

local COOKIE = os.getenv('CUTWATER_COOKIE_NAME') or 'cutwater-subject'
local ATTRIBUTES = os.getenv('CUTWATER_COOKIE_ATTRIBUTES') or 'Path=/; Max-Age=86400; HttpOnly; SameSite=Lax'
-- Each costs a signature. A browser sends one for each path and domain.
local VALUES_MAX = 8

local subject = {}

-- Header values are bytes; those that are not UTF-8 are read as Latin-1, so that every proxy hashes the same.
local function utf8_bytes(value)
  if not value:find('[\x80-\xff]') then return value end
  local valid = utf8.len(value) and not value:find('\xed[\xa0-\xbf]') and not value:find('[\xf5-\xff]')
    and not value:find('\xf4[\x90-\xbf]')
  if valid then return value end
  return (value:gsub('[\x80-\xff]', function(byte) return utf8.char(byte:byte()) end))
end

-- A header's values as one, or nil when it has none.
local function joined(values, separator)
  if values == nil or values[0] == nil then return nil end
  local text = values[0]
  local i = 1
  while values[i] ~= nil do
    text = text .. separator .. values[i]
    i = i + 1
  end
  if text == '' then return nil end
  return text
end

function subject.header(headers, name)
  local text = joined(headers[name], ', ')
  return text and utf8_bytes(text)
end

-- Takes as long whether they differ early or late.
local function same(a, b)
  if #a ~= #b then return false end
  local difference = 0
  for i = 1, #a do difference = difference | (a:byte(i) ~ b:byte(i)) end
  return difference == 0
end

local function signature(txn, secret, text)
  return txn.c:ub64enc(txn.c:hmac(text, 'sha256', secret))
end

-- The first subject in a cookie that we signed, or nil; with a space after the semicolon or without one.
function subject.in_cookie(txn, headers, secret)
  local cookies = joined(headers['cookie'], '; ')
  if cookies == nil then return nil end
  local looked = 0
  for name, token in (';' .. cookies):gmatch(';[ \t]*([^=;]*)=([^;]*)') do
    if name == COOKIE then
      local text, signed = token:match('^([^.]+)%.(.*)$')
      if text ~= nil and #text <= 200 and same(signed, signature(txn, secret, text)) then return text end
      looked = looked + 1
      if looked == VALUES_MAX then return nil end
    end
  end
  return nil
end

-- A new visitor, and the cookie that identifies them.
function subject.mint(txn, secret)
  local bytes = txn.f:uuid():gsub('-', ''):gsub('%x%x', function(hex) return string.char(tonumber(hex, 16)) end)
  local text = txn.c:ub64enc(bytes)
  local token = text .. '.' .. signature(txn, secret, text)
  return text, ('%s=%s; %s'):format(COOKIE, token, ATTRIBUTES)
end

-- The secret of a file as the gateway keeps it (base64url), as HAProxy's converters want it (base64).
function subject.secret(path)
  local file, why = io.open(path, 'r')
  if file == nil then error('the cookie secret cannot be read: ' .. why, 0) end
  local text = file:read('a'):match('^%s*([%w%-_]*)=*%s*$')
  file:close()
  if text == nil or #text < 43 then error('the cookie secret ' .. path .. ' is not 32 bytes or more in base64url', 0) end
  return text:gsub('-', '+'):gsub('_', '/') .. ('='):rep(-#text % 4)
end

return subject
