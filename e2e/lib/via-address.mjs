// Another address for programs that cannot choose theirs: what connects here reaches the server from
// a second loopback address.
import { connect, createServer } from "node:net";
import { once } from "node:events";

/** A relay to `port` of 127.0.0.1 that connects from `address`: `{port, stop()}`. */
export async function relayFrom(address, port) {
  const sockets = new Set();
  const relay = createServer({ allowHalfOpen: true }, (client) => {
    const server = connect({ host: "127.0.0.1", port, localAddress: address, allowHalfOpen: true });
    const both = [client, server];
    both.forEach((socket, i) => {
      sockets.add(socket);
      socket.pipe(both[1 - i]);
      socket.on("error", () => both.forEach((one) => one.destroy()));
      socket.on("close", () => {
        sockets.delete(socket);
        both[1 - i].destroy();
      });
    });
  });
  relay.listen(0, "127.0.0.1");
  await once(relay, "listening");
  return {
    port: relay.address().port,
    stop() {
      sockets.forEach((socket) => socket.destroy());
      relay.close();
    },
  };
}
