package io.headrace.rtmp.relay;

/**
 * What one player is given.
 *
 * @param start where it begins
 * @param enhanced whether it may get tracks in the form of Enhanced RTMP
 * @param multitrack whether it may get more than the first track of each kind, which takes the
 *     enhanced form as well
 */
public record PlayOptions(PlayStart start, boolean enhanced, boolean multitrack) {}
