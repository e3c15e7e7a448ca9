-- What is answered for a target that turns requests away: the same, to the letter, as src/core/traffic/refusal.ts.

local UNKNOWN_S = 60
local DAY_S = 86400
local ACCEPT_MAX = 1000

local TITLES = { ['read-only'] = 'Read-only for maintenance', maintenance = 'Down for maintenance' }
local SAID = {
  ['read-only'] = 'Reading works; nothing can be changed at the moment.',
  maintenance = 'The service is not available at the moment.',
}

local FORM_OF = {
  ['text/html'] = 'html', ['application/xhtml+xml'] = 'html',
  ['application/json'] = 'json', ['application/problem+json'] = 'json', ['application/*'] = 'json',
  ['text/plain'] = 'text', ['text/*'] = 'text',
}

local refusal = {}

local function trimmed(text)
  return (text:gsub('^%s+', ''):gsub('%s+$', ''))
end

-- Thousandths; 0 for what is no quality.
local function quality_of(parameters)
  for parameter in parameters:gmatch('[^;]+') do
    local q = trimmed(parameter):match('^q=(.*)$')
    if q ~= nil then
      if not q:match('^[01]$') and not q:match('^[01]%.%d?%d?%d?$') then return 0 end
      return math.min(math.floor(tonumber(q) * 1000 + 0.5), 1000)
    end
  end
  return 1000
end

local function form_for(accept)
  local best, liked = 'json', 0
  for range in (accept or ''):sub(1, ACCEPT_MAX):lower():gmatch('[^,]+') do
    local kind, parameters = range:match('^([^;]*);?(.*)$')
    local form, q = FORM_OF[trimmed(kind)], quality_of(parameters)
    if form ~= nil and q > liked then best, liked = form, q end
  end
  return best
end

local function retry_after(till, now_s)
  if till == nil or till <= now_s * 1000 then return UNKNOWN_S end
  return math.min(math.ceil((till - now_s * 1000) / 1000), DAY_S)
end

local function escaped(text)
  local entities = { ['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;', ["'"] = '&#39;' }
  return (text:gsub('[&<>"\']', entities))
end

local SHORT = { ['\b'] = '\\b', ['\t'] = '\\t', ['\n'] = '\\n', ['\f'] = '\\f', ['\r'] = '\\r', ['"'] = '\\"', ['\\'] = '\\\\' }

local function json_text(text)
  return '"' .. text:gsub('[%z\1-\31"\\]', function(one) return SHORT[one] or ('\\u%04x'):format(one:byte()) end) .. '"'
end

local function sentences(mode, banner)
  if mode.till == nil then return { banner } end
  return { banner, os.date('!Expected until %Y-%m-%d %H:%M UTC.', mode.till // 1000) }
end

local BODIES = {
  json = function(mode, title, banner)
    local till = mode.till and os.date('!,"until":"%Y-%m-%dT%H:%M:%SZ"', mode.till // 1000) or ''
    return 'application/problem+json', ('{"type":"about:blank","title":%s,"status":503,"detail":%s,"traffic":"%s"%s}\n'):format(
      json_text(title), json_text(banner), mode.traffic, till)
  end,
  text = function(mode, _, banner)
    return 'text/plain; charset=utf-8', table.concat(sentences(mode, banner), '\n') .. '\n'
  end,
  html = function(mode, title, banner)
    local said = {}
    for _, sentence in ipairs(sentences(mode, banner)) do said[#said + 1] = '<p>' .. escaped(sentence) .. '</p>' end
    return 'text/html; charset=utf-8',
      ('<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>%s</title>\n<h1>%s</h1>\n%s\n</html>\n'):format(
        title, title, table.concat(said, '\n'))
  end,
}

-- For `txn:reply`.
function refusal.of(mode, now_s, accept)
  local kind, body = BODIES[form_for(accept)](mode, TITLES[mode.traffic], mode.banner or SAID[mode.traffic])
  return {
    status = 503,
    reason = 'Service Unavailable',
    headers = {
      ['content-type'] = { kind },
      ['retry-after'] = { tostring(retry_after(mode.till, now_s)) },
      ['cache-control'] = { 'no-store' },
      vary = { 'Accept' },
    },
    body = body,
  }
end

function refusal.health(mode)
  local traffic = mode and mode.traffic or 'normal'
  return {
    status = 200,
    reason = 'OK',
    headers = { ['content-type'] = { 'application/json' }, ['cache-control'] = { 'no-store' } },
    body = ('{"maintenanceMode":%s,"traffic":"%s"}\n'):format(tostring(traffic ~= 'normal'), traffic),
  }
end

return refusal
