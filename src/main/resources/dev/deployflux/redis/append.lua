-- One batch, in one step: events to the log, rows, notes.
-- KEYS 1 lease 2 log 3 rows 4 notes
-- ARGV 1 holder 2 term 3 where the log ends for the writer 4 number of the first event 5 events to keep 6 notes to keep
--   7 how many events 8 how many rows to put 9 how many to remove, and then those: values, keys and values, keys, notes
-- Returns {'OK'}, {'AGAIN'} if this was written before, {'FENCED', holder, term} or {'MOVED', where the log ends}
local lease = redis.call('HMGET', KEYS[1], 'holder', 'term', 'until')
if lease[1] ~= ARGV[1] or lease[2] ~= ARGV[2] or lease[3] == '0' then
  return {'FENCED', lease[1] or '', lease[2] or '0'}
end

local tail = '0-0'
if redis.call('EXISTS', KEYS[2]) == 1 then
  local about = redis.call('XINFO', 'STREAM', KEYS[2])
  for n = 1, #about, 2 do
    if about[n] == 'last-generated-id' then tail = about[n + 1] end
  end
end
local first, events, puts, removals = tonumber(ARGV[4]), tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local function id(n) return ARGV[2] .. '-' .. string.format('%.0f', first + n - 1) end

if events > 0 and tail == id(events) then -- the same batch, or another writer of the same name
  local last = redis.call('XRANGE', KEYS[2], tail, tail)
  if not last[1] or last[1][2][2] == ARGV[9 + events] then return {'AGAIN'} end
  return {'MOVED', tail}
end
if tail ~= ARGV[3] then return {'MOVED', tail} end

local at = 9
for n = 1, events do
  if first + n - 1 == 1 then
    redis.call('XADD', KEYS[2], id(n), 'v', ARGV[at + n], 'p', tail)
  else
    redis.call('XADD', KEYS[2], id(n), 'v', ARGV[at + n])
  end
end
at = at + events
for n = 1, puts do redis.call('HSET', KEYS[3], ARGV[at + 2 * n - 1], ARGV[at + 2 * n]) end
at = at + 2 * puts
for n = 1, removals do redis.call('HDEL', KEYS[3], ARGV[at + n]) end
at = at + removals
for n = at + 1, #ARGV do redis.call('XADD', KEYS[4], 'MAXLEN', ARGV[6], '*', 'n', ARGV[n]) end
if events > 0 then redis.call('XTRIM', KEYS[2], 'MAXLEN', '~', ARGV[5]) end
return {'OK'}
