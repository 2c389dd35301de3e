-- One lease, in a hash: holder, term, until (ms of this server's clock; 0 once it is given back), place.
-- KEYS 1 lease 2 log   ARGV 1 what: claim, renew, release or keep 2 holder, and for all but claim 3 term
--   claim: 3 how long in ms   renew: 4 how long   keep: 4 the place
-- Returns {1 if it is held by who asks, holder, term, ms that remain, place}
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
local known = redis.call('HMGET', KEYS[1], 'holder', 'term', 'until', 'place')
local holder, term, till, place = known[1] or '', known[2] or '0', tonumber(known[3] or '0'), known[4] or ''

local function last_term_of_log()
  if redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
  local about = redis.call('XINFO', 'STREAM', KEYS[2])
  for n = 1, #about, 2 do
    if about[n] == 'last-generated-id' then return tonumber(string.match(about[n + 1], '^%d+')) end
  end
end

local function held(lasting)
  till = now + lasting
  redis.call('HSET', KEYS[1], 'holder', holder, 'term', term, 'until', string.format('%.0f', till))
  return {1, holder, term, lasting, place}
end

if ARGV[1] == 'claim' then
  if till > now and holder ~= ARGV[2] then return {0, holder, term, till - now, place} end
  -- Larger than any before, also where a failover or somebody's hand has lost some: a time, and behind the log's end.
  holder = ARGV[2]
  term = string.format('%.0f', math.max(tonumber(term) + 1, now, last_term_of_log() + 1))
  return held(tonumber(ARGV[3]))
end

if holder ~= ARGV[2] or term ~= ARGV[3] or till == 0 then
  return {0, holder, term, math.max(0, till - now), place}
end
if ARGV[1] == 'renew' then return held(tonumber(ARGV[4])) end
if ARGV[1] == 'release' then
  till = now
  redis.call('HSET', KEYS[1], 'until', '0')
else
  place = ARGV[4]
  redis.call('HSET', KEYS[1], 'place', place)
end
return {1, holder, term, math.max(0, till - now), place}
