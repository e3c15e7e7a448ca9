-- MurmurHash3, x86, 32 bits, seed 0, over the bytes of a string: the same numbers as src/core/traffic/murmur3.ts.
-- Lua 5.3 integers have 64 bits: a product of two 32-bit numbers may wrap, but its low 32 bits are right.

local function scramble(block)
  local k = (block * 0xcc9e2d51) & 0xffffffff
  k = ((k << 15) | (k >> 17)) & 0xffffffff
  return (k * 0x1b873593) & 0xffffffff
end

local function murmur3(text)
  local length = #text
  local hash = 0
  local whole = length - length % 4
  for at = 1, whole, 4 do
    hash = hash ~ scramble((string.unpack('<I4', text, at)))
    hash = ((hash << 13) | (hash >> 19)) & 0xffffffff
    hash = (hash * 5 + 0xe6546b64) & 0xffffffff
  end
  local rest = 0
  for at = length, whole + 1, -1 do
    rest = (rest << 8) | text:byte(at)
  end
  if length > whole then
    hash = hash ~ scramble(rest)
  end
  hash = hash ~ length
  hash = ((hash ~ (hash >> 16)) * 0x85ebca6b) & 0xffffffff
  hash = ((hash ~ (hash >> 13)) * 0xc2b2ae35) & 0xffffffff
  return hash ~ (hash >> 16)
end

return murmur3
