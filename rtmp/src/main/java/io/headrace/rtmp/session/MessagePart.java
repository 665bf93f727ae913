package io.headrace.rtmp.session;

import io.netty.buffer.ByteBuf;

/** A frame that shares its message with others. */
final class MessagePart {
  private MessagePart() {}

  /**
   * So many bytes of {@code message}, with a count of their own: a slice where they are most of it,
   * else a copy. A small slice that is kept would hold the whole message in memory, which nobody
   * counts. Ownership: borrows {@code message}.
   */
  static ByteBuf retained(ByteBuf message, int index, int bytes) {
    return 2 * bytes >= message.capacity()
        ? message.retainedSlice(index, bytes)
        : message.copy(index, bytes);
  }
}
