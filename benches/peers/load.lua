-- wrk's script: asks for what the environment says, prints one line of JSON at the end.
--   PATHS    file of paths, one a line, asked for in turn
--   WEIGHTS  ids of indicators, separated by spaces: other weights each time, POSTed with LEVEL,
--            answered in FORMAT (json)
--   PAUSE    milliseconds between an answer and the next request of a connection
local paths, ids, pause = {}, {}, tonumber(os.getenv("PAUSE") or "0")
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("seed", 20261123 + threads)
end

function init(args)
  math.randomseed(seed)
  for line in io.lines(os.getenv("PATHS") or "/dev/null") do paths[#paths + 1] = line end
  for id in string.gmatch(os.getenv("WEIGHTS") or "", "%S+") do ids[#ids + 1] = id end
  wrk.headers["Accept-Encoding"] = "gzip"
  if #ids > 0 then
    wrk.headers["Accept-Encoding"] = nil
    wrk.headers["Content-Type"] = "application/json"
  end
end

local at = 0
function request()
  if #ids == 0 then
    at = at % #paths + 1
    return wrk.format("GET", paths[at])
  end
  local weights = {}
  for i, id in ipairs(ids) do weights[i] = string.format('"%s":%.4f', id, 0.1 + math.random()) end
  local body = '{"level":"' .. os.getenv("LEVEL") .. '","weights":{' .. table.concat(weights, ",") .. '},"format":"' .. (os.getenv("FORMAT") or "json") .. '"}'
  return wrk.format("POST", "/api/v1/score", nil, body)
end

if pause > 0 then
  -- People do not ask in step: from nothing to twice the pause.
  function delay() return math.random(0, 2 * pause) end
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.3f,"bytes":%d,"p50":%.4f,"p99":%.4f,"max":%.4f,"errors":%d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, latency.max / 1e3, e.connect + e.read + e.write + e.status + e.timeout))
end
