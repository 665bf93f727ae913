package io.headrace.rtmp.session;

import io.headrace.media.hub.StreamPath;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The stream that a peer wants to publish or play.
 *
 * @param path application and stream name, without queries
 * @param parameters of all queries, decoded; those of the stream name win
 * @param user the name under which the peer has logged in, or null
 */
public record StreamRequest(
    StreamPath path, Map<String, String> parameters, @Nullable String user) {
  public StreamRequest {
    parameters = Map.copyOf(parameters);
  }

  /** The path only: parameters carry keys. */
  @Override
  public String toString() {
    return path.toString();
  }
}
