-- One member's claim to a share of a bucket's rate and burst. Rates are millionths of a call a second, times milliseconds.
-- KEYS 1 what is known of the bucket: a row of numbers for each member, and one for all
-- ARGV 1 member, 2 number of its claim, 3 rate and 4 burst of all, 5 what it wants, 6 rate and 7 burst that it holds,
--      8 the least share on which it falls back, 9 throttles and 10 successes since it began, 11 how long a grant holds for it,
--      12 whether it gives all back
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local me, number, full, burst, wants = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local holds, holds_burst, holds_least = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local throttles, successes = tonumber(ARGV[9]), tonumber(ARGV[10])
local told_lease, last = tonumber(ARGV[11]), ARGV[12] == '1'

local MILLION = 1000000
local lease = told_lease * 11 / 10 -- clocks don't run equally fast
local SILENT = 600000          -- how long the least share is kept for one that fell silent
local ONE_CUT = 2000           -- throttles within it are news of the same empty bucket
local LEAST = 20               -- the part of the rate that remains, 1 / 20

local ALL = { 'speed', 'cut', 'quiet', 'pool', 'at' }
local ROW = { 'number', 'share', 'burst', 'held', 'held_burst', 'till', 'wants', 'throttles', 'successes', 'credit', 'least' }
local function read(names, text)
  local row, n = {}, 0
  for value in string.gmatch(text, '%S+') do n = n + 1; row[names[n]] = tonumber(value) end
  return row
end
local function number_text(number) return string.format('%.0f', number) end
local function text(names, row)
  local values = {}
  for n, name in ipairs(names) do values[n] = number_text(row[name]) end
  return table.concat(values, ' ')
end

local rows, all = {}, nil
local stored = redis.call('HGETALL', KEYS[1])
for i = 1, #stored, 2 do
  if stored[i] == 'all' then all = read(ALL, stored[i + 1])
  else rows[string.sub(stored[i], 3)] = read(ROW, stored[i + 1]) end
end
-- What members hold isn't known of an empty store. Until it is, nobody gets more than it says it has.
if not all then all = { speed = MILLION, cut = 0, quiet = now + lease, pool = 0, at = now } end
if all.at > now then -- the clock went back
  all.at = now; all.cut = math.min(all.cut, now); all.quiet = math.min(all.quiet, now + lease)
  for _, row in pairs(rows) do row.till = math.min(row.till, now + lease) end
end

local function taken(row) return math.max(row.share, row.held) end
local function taken_burst(row) return math.max(row.burst, row.held_burst) end
local function rate() return math.floor(full * all.speed / MILLION) end

-- The pool: permits that nobody's share brings, and that ECS's bucket therefore has. It fills in steps, from one row's end to the next's.
while all.at < now do
  local to, used, room = now, 0, burst
  for _, row in pairs(rows) do
    if row.till > all.at then
      to = math.min(to, row.till); used = used + taken(row); room = room - taken_burst(row)
    elseif row.till > all.at - SILENT then used = used + row.least; room = room - 1 end
  end
  local more = math.floor(math.max(0, rate() - used) * (to - all.at) / 1000)
  all.pool = math.min(all.pool + more, math.max(0, room) * MILLION)
  all.at = to
end

-- What members hold whose rows live, and what is kept for those that fell silent: the least share, and one call.
for name, row in pairs(rows) do
  if row.till <= now - SILENT then rows[name] = nil; redis.call('HDEL', KEYS[1], 'm:' .. name) end
end
local mine = rows[me]
local others, other_taken, other_burst, other_least, other_wants = 0, 0, 0, 0, {}
local kept, kept_burst = 0, 0
for name, row in pairs(rows) do
  if name ~= me and row.till <= now then kept = kept + row.least; kept_burst = kept_burst + 1
  elseif name ~= me then
    others = others + 1; other_taken = other_taken + taken(row); other_burst = other_burst + taken_burst(row)
    other_least = other_least + row.least; other_wants[others] = row.wants
  end
end

if mine and number <= mine.number then -- its reply was lost; or it is late, and of no use to anybody
  return { number_text(mine.share), number_text(mine.burst), number_text(mine.credit), number_text(mine.least),
    number_text(rate()), others + 1, told_lease }
end

local live = mine and mine.till > now
if holds > (live and taken(mine) or 0) then all.quiet = now + lease end -- the store has lost what it knew
if now < all.quiet then all.pool = 0 end

if mine and throttles > mine.throttles then
  all.pool = 0
  if now - all.cut >= ONE_CUT then
    all.speed = math.max(MILLION / LEAST, math.floor(all.speed * 7 / 10)); all.cut = now
  end
elseif mine and successes > mine.successes then
  all.speed = math.min(MILLION, all.speed + (successes - mine.successes) * MILLION / 200)
end

local answer
if last then
  redis.call('HDEL', KEYS[1], 'm:' .. me)
  answer = { '0', '0', '0', '0', number_text(rate()), others, told_lease }
else
  local members = others + 1
  -- One part more than there are members, so that whoever comes after one that died has something to fall back on.
  local least = math.floor(full / LEAST) - kept
  least = math.max(0, math.min(math.floor(least / (members + 1)), least - other_least))
  local room = math.min(rate(), full - kept)
  -- Who wants least is served first, and nobody gets more than an even part of what is left; what nobody wants is split evenly.
  local wanted = { math.max(wants, least) }
  for i = 1, others do wanted[i + 1] = math.max(other_wants[i], least) end
  table.sort(wanted)
  local left, level = room, nil
  for i = 1, members do
    local even = math.floor(left / (members - i + 1))
    if wanted[i] >= even then level = even; break end
    left = left - wanted[i]
  end
  local fair = level and math.min(level, math.max(wants, least)) or math.max(wants, least) + math.floor(left / members)
  local share = math.max(0, math.min(fair, room - other_taken))
  -- One call each, as none could start otherwise, and the rest of the burst like the rate.
  local calls = math.floor(1 + (burst - members) * (rate() > 0 and share / rate() or 0))
  calls = math.max(0, math.min(calls, burst - kept_burst - other_burst))
  if now < all.quiet then
    share = math.min(share, math.max(holds, least)); calls = math.min(calls, math.max(holds_burst, 1))
  end
  if burst < members + kept_burst then calls = 1 end
  if share == 0 then calls = 0 end
  holds_least = math.min(holds_least, mine and mine.least or 0) -- it may not know that it has given it back
  local held = math.max(live and holds or 0, holds_least)
  least = math.min(least, math.max(share, held)) -- it is kept of what was taken
  local credit = live and 0 or math.min(all.pool, calls * MILLION)
  all.pool = all.pool - credit
  rows[me] = {
    number = number, share = share, burst = calls, held = held, held_burst = holds_burst, till = now + lease,
    wants = wants, throttles = throttles, successes = successes, credit = credit,
    least = math.max(least, holds_least), -- it may not hear that it is less
  }
  redis.call('HSET', KEYS[1], 'm:' .. me, text(ROW, rows[me]))
  answer = { number_text(share), number_text(calls), number_text(credit), number_text(least),
    number_text(rate()), members, told_lease }
end
redis.call('HSET', KEYS[1], 'all', text(ALL, all))
redis.call('PEXPIRE', KEYS[1], SILENT + lease)
return answer
