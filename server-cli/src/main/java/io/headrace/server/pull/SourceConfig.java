package io.headrace.server.pull;

import io.headrace.media.hub.StreamPath;
import io.headrace.rtmp.session.RtmpUrl;

/**
 * A stream that is fetched from elsewhere.
 *
 * @param path where it is published here
 * @param url where it comes from
 * @param onDemand whether it is fetched only while somebody watches
 */
public record SourceConfig(StreamPath path, RtmpUrl url, boolean onDemand) {}
