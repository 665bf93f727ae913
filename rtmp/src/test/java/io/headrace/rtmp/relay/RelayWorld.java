package io.headrace.rtmp.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.codec.AacConfig;
import io.headrace.media.codec.AvcConfig;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.hub.EndReason;
import io.headrace.media.hub.Hub;
import io.headrace.media.hub.HubConfig;
import io.headrace.media.hub.LiveStream;
import io.headrace.media.hub.Publication;
import io.headrace.media.hub.PublishOutcome;
import io.headrace.media.hub.Publisher;
import io.headrace.media.hub.StreamPath;
import io.headrace.testkit.ManualClock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hub with one stream, the relays of one loop of players, and a list of all frames that were
 * published, in the words of {@link TestPlayer}.
 */
final class RelayWorld implements PublishOutcome {
  /** x264 High, 1920x1080, 30 fps. */
  static final Track VIDEO =
      video(
          0,
          "01640028ffe1001b67640028acd940780227e5c044000003000400000300f0"
              + "3c60c65801000668ebe3cb22c0fdf8f800");

  /** The same track after a change to 640x360, 30000/1001 fps. */
  static final Track SMALL_VIDEO =
      video(0, "014d401effe10017674d401eeca05017fcb808800001f480007530078b16cb01000568ebe3cb20");

  static final Track FURTHER_VIDEO = new Track(Track.videoId(1), SMALL_VIDEO.codec(), 90_000);

  /** AAC LC, 48 kHz stereo. */
  static final Track AUDIO = audio(0, "119056e500");

  /** AAC LC, 44.1 kHz mono. */
  static final Track OTHER_AUDIO = audio(0, "1208");

  static final Track FURTHER_AUDIO = audio(1, "1190");

  static final PlayOptions FROM_GOP = new PlayOptions(PlayStart.GOP_CACHE, true, false);
  static final PlayOptions FROM_NEXT_KEY = new PlayOptions(PlayStart.NEXT_KEY_FRAME, true, false);

  static final long BUDGET_BYTES = 256L << 20;
  private static final StreamPath PATH = new StreamPath("live/name");
  private static final Publisher PUBLISHER = new Publisher("rtmp", "10.0.0.1", "10.0.0.1:5000");

  final ManualClock clock = new ManualClock(-5_000_000_000L);
  final ManualLoop home = new ManualLoop(clock);
  final ManualLoop loop = new ManualLoop(clock);

  /** The relays' own; in a server it is the hub's as well. */
  final MemoryBudget budget;

  final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  final RelayStats stats = new RelayStats();
  final MemoryBudget hubBudget = new MemoryBudget(BUDGET_BYTES);
  final Hub hub = new Hub(HubConfig.DEFAULT, hubBudget, stream -> {});
  final PlayRelays relays;
  final List<String> published = new ArrayList<>();
  private final List<TestPlayer> players = new ArrayList<>();
  private @Nullable Publication publication;
  private int frames;

  RelayWorld() {
    this(PlayConfig.DEFAULT);
  }

  RelayWorld(PlayConfig config) {
    this(config, BUDGET_BYTES);
  }

  RelayWorld(PlayConfig config, long budgetBytes) {
    budget = new MemoryBudget(budgetBytes);
    relays = new PlayRelays(loop, allocator, budget, config, stats);
  }

  static PlayConfig config(int softBytes, int hardBytes) {
    return config(softBytes, hardBytes, PlayConfig.DEFAULT_GOP_FRAMES);
  }

  static PlayConfig config(int softBytes, int hardBytes, int gopFrames) {
    PlayConfig byDefault = PlayConfig.DEFAULT;
    return new PlayConfig(
        PlayStart.GOP_CACHE,
        EnhancedPlay.AUTO,
        softBytes,
        byDefault.softDelay(),
        hardBytes,
        byDefault.stall(),
        byDefault.gopBytes(),
        gopFrames,
        byDefault.batchBytes());
  }

  private static Track video(int number, String hex) {
    return new Track(Track.videoId(number), AvcConfig.parse(bytes(hex)), 90_000);
  }

  private static Track audio(int number, String hex) {
    AacConfig aac = AacConfig.parse(bytes(hex));
    return new Track(Track.audioId(number), aac, aac.sampleRateHz());
  }

  static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
  }

  static String line(
      String track, boolean key, long timestampMs, int compositionMs, byte[] payload) {
    return track
        + (key ? "! " : " ")
        + timestampMs
        + (compositionMs < 0 ? "" : "+")
        + compositionMs
        + " #"
        + Arrays.hashCode(payload);
  }

  static boolean isFrame(String line) {
    return line.contains(" #");
  }

  static boolean isKey(String line) {
    return line.startsWith("v0! ");
  }

  /** Begins a publication with these tracks. */
  RelayWorld publish(Track... tracks) {
    hub.publish(PATH, PUBLISHER, home, this);
    settle();
    announce(tracks);
    return this;
  }

  void announce(Track... tracks) {
    publication().announce(List.of(tracks));
    batch();
  }

  LiveStream stream() {
    LiveStream stream = hub.find(PATH);
    assertNotNull(stream);
    return stream;
  }

  /** Hands a frame over; it reaches the relay with {@link #batch}. */
  void frame(Track track, long dtsMs, int compositionMs, boolean sync, int bytes) {
    long hz = track.timescaleHz();
    long dtsTicks = Math.round((double) dtsMs * hz / 1_000);
    long ptsTicks = Math.round((double) (dtsMs + compositionMs) * hz / 1_000);
    byte[] payload = payload(bytes);
    ByteBuf data = allocator.directBuffer(bytes, bytes).writeBytes(payload);
    boolean enhanced = track.number() > 0;
    published.add(
        line(
            (enhanced ? "ex " : "") + (track.isVideo() ? "v" : "a") + track.number(),
            sync,
            dtsMs & 0xFFFF_FFFFL,
            compositionMs,
            payload));
    publication().write(new MediaFrame(track, dtsTicks, ptsTicks, 0, sync, data));
  }

  /** Hands a frame over whose payload is the whole body of the message. */
  void body(Track track, long dtsMs, boolean sync, ByteBuf body) {
    long ticks = dtsMs * track.timescaleHz() / 1_000;
    int bytes = body.readableBytes();
    ByteBuf data = allocator.directBuffer(bytes, bytes).writeBytes(body);
    publication().write(new MediaFrame(track, ticks, ticks, 0, sync, data));
  }

  private byte[] payload(int bytes) {
    byte[] payload = new byte[bytes];
    int seed = ++frames;
    for (int i = 0; i < bytes; i++) {
      payload[i] = (byte) (seed * 31 + i * 7);
    }
    return payload;
  }

  void video(long dtsMs, boolean sync) {
    frame(VIDEO, dtsMs, 0, sync, 1_000);
  }

  void audio(long dtsMs) {
    frame(AUDIO, dtsMs, 0, true, 100);
  }

  void batch() {
    publication().flush();
    settle();
  }

  /** A GOP of ten pictures, 40 ms each, with sound, a batch for each picture. */
  void gop(long fromMs) {
    for (int i = 0; i < 10; i++) {
      video(fromMs + i * 40L, i == 0);
      audio(fromMs + i * 40L + 5);
      batch();
    }
  }

  /** What was published since the last call. */
  List<String> published() {
    List<String> copy = List.copyOf(published);
    published.clear();
    return copy;
  }

  void stop(EndReason reason) {
    publication().end(reason);
    settle();
  }

  TestPlayer join() {
    return join(FROM_GOP);
  }

  TestPlayer join(PlayOptions options) {
    return join(options, new TestPlayer()).player();
  }

  /** A player with its hold on the stream. */
  record Joined(TestPlayer player, Playback playback) {}

  Joined join(PlayOptions options, TestPlayer player) {
    players.add(player);
    Playback playback = relays.join(stream(), player, options);
    assertEquals(List.of(), player.told(), "nothing within the call");
    settle();
    return new Joined(player, playback);
  }

  /** Runs all loops until none has anything left. */
  void settle() {
    boolean progressed = true;
    while (progressed) {
      progressed = home.runPosted();
      progressed |= loop.runPosted();
    }
  }

  void pass(Duration time) {
    clock.advance(time);
    settle();
  }

  /** When all streams have ended and all players are gone, nothing is held any more. */
  void assertNothingHeld() {
    hub.close();
    settle();
    players.forEach(TestPlayer::close);
    pass(Duration.ofSeconds(2));
    assertEquals(0, relays.size());
    assertEquals(0, stats.players());
    assertEquals(0, budget.usedBytes(), "reserved bytes");
    assertEquals(0, hubBudget.usedBytes(), "bytes reserved by the hub");
    assertEquals(0, allocator.metric().usedDirectMemory(), "direct bytes");
  }

  @Override
  public void accepted(Publication granted) {
    publication = granted;
  }

  @Override
  public void refused(PublishRefusal reason, String message) {
    throw new AssertionError(message);
  }

  Publication publication() {
    assertNotNull(publication);
    return publication;
  }
}
