package io.headrace.rtmp.relay;

import io.headrace.media.hub.Loop;
import io.netty.buffer.ByteBufAllocator;

/**
 * What the relays of one loop share.
 *
 * @param loop the loop that all of it belongs to
 * @param allocator of pooled direct memory
 */
record RelayContext(
    Loop loop,
    ByteBufAllocator allocator,
    PlayConfig config,
    RelayStats stats,
    ReservedBuffers buffers,
    Preambles preambles) {}
