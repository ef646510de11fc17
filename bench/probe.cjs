// Loaded into the measured process before the bundle: leaves what it used, and with BENCH_TRACE what it did when.
const { writeFileSync } = require('node:fs');

const { BENCH_PROBE: path, BENCH_TRACE: trace } = process.env;
const now = () => Math.round(performance.timeOrigin + performance.now());
const requests = [];
const samples = [];

if (trace) {
  const { subscribe } = require('node:diagnostics_channel');
  const begun = new Map();
  subscribe('http.client.request.start', ({ request }) => begun.set(request, now()));
  subscribe('http.client.response.finish', ({ request }) => {
    requests.push([begun.get(request), now(), request.method, request.getHeader('host'), request.path]);
    begun.delete(request);
  });
  setInterval(() => {
    const { user, system } = process.cpuUsage();
    samples.push([now(), user + system, process.memoryUsage.rss()]);
  }, 20).unref();
}

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const used = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMemoryBytes: maxRSS * 1024 };
  writeFileSync(path, JSON.stringify({ ...used, ...(trace && { requests, samples }) }));
});
