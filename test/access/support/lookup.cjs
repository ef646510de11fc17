// Loaded before the bundle: the names of the tests' services are this machine, their ports those of its servers.
// Any other name is unknown, so that nothing leaves the machine.
const dns = require('node:dns');
const net = require('node:net');

const { names, ports } = JSON.parse(process.env.REACH_LOOKUP);
const address = process.env.REACH_ADDRESS ?? '127.0.0.1';
const family = address.includes(':') ? 6 : 4;

dns.lookup = (name, options, done) => {
  const callback = done ?? options;
  const known = name === 'localhost' || names.some((known) => name === known || name.endsWith(`.${known}`));
  if (!known) {
    const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
    return process.nextTick(callback, error);
  }
  if (options.all) return process.nextTick(callback, null, [{ address, family }]);
  return process.nextTick(callback, null, address, family);
};

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...words) {
  const [first] = words;
  const options = Array.isArray(first) ? first[0] : first;
  const port = ports[options?.port];
  // A copy: agents find their connections again by what they asked for.
  if (port && Array.isArray(first)) first[0] = { ...options, port };
  else if (port) words[0] = { ...options, port };
  return connect.apply(this, words);
};
