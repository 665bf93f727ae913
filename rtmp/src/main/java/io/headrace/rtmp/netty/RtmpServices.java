package io.headrace.rtmp.netty;

import io.headrace.media.access.Authoriser;
import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.hub.Hub;
import io.headrace.media.hub.StreamDemand;
import io.headrace.rtmp.session.AdobeLogin;

/**
 * What all connections of an RTMP server share. Thread: any.
 *
 * @param config what is allowed
 * @param hub where streams are published and found
 * @param budget what frames draw on while they wait
 * @param authoriser who may publish and play
 * @param demand who can bring streams that nobody publishes
 * @param login how encoders log in
 * @param log what is said of peers that misbehave
 */
record RtmpServices(
    RtmpConfig config,
    Hub hub,
    MemoryBudget budget,
    Authoriser authoriser,
    StreamDemand demand,
    AdobeLogin login,
    PeerLog log) {}
