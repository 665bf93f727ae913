package io.headrace.media.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.headrace.media.TestMedia;
import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.testkit.ManualClock;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A hub with manual time and loops, whose streams write all that sinks are told into a list. */
final class HubWorld {
  static final StreamPath PATH = new StreamPath("live/name");
  static final Publisher ALICE = new Publisher("rtmp", "10.0.0.1", "10.0.0.1:5000");
  static final Publisher BOB = new Publisher("rtmp", "10.0.0.2", "10.0.0.2:5000");
  static final Publisher ALICE_WITH_KEY =
      new Publisher("rtmp", "10.0.0.1", "10.0.0.1:5000", "digest of her key");
  static final Publisher ALICE_ELSEWHERE =
      new Publisher("rtmp", "10.0.0.9", "10.0.0.9:5000", "digest of her key");
  static final Track VIDEO = TestMedia.video();
  static final Track AUDIO = TestMedia.audio();

  /** What queues can hold of frames: a power of two less the room for events. */
  static final int QUEUE_FRAMES = 32;

  static final HubConfig CONFIG =
      new HubConfig(
          Duration.ofSeconds(15),
          Duration.ofSeconds(3),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          1 << 20,
          100,
          QUEUE_FRAMES,
          2,
          Duration.ofSeconds(10));

  final ManualClock clock = new ManualClock(-5_000_000_000L);
  final ManualLoop home = new ManualLoop(clock);
  final ManualLoop other = new ManualLoop(clock);
  final ManualLoop viewer = new ManualLoop(clock);
  final MemoryBudget budget = new MemoryBudget(10_000);
  final List<String> told = new ArrayList<>();
  final Hub hub;

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);

  HubWorld() {
    this(CONFIG);
  }

  HubWorld(HubConfig config) {
    hub = new Hub(config, budget, stream -> stream.attach(new RecordingSink(told)));
  }

  /** Runs all loops until none has anything left. */
  void settle() {
    boolean progressed = true;
    while (progressed) {
      progressed = home.runPosted();
      progressed |= other.runPosted();
      progressed |= viewer.runPosted();
    }
  }

  void pass(Duration time) {
    clock.advance(time);
    settle();
  }

  /** What sinks were told since the last call. */
  List<String> told() {
    settle();
    List<String> copy = List.copyOf(told);
    told.clear();
    return copy;
  }

  Outcome publish(Publisher publisher, ManualLoop loop) {
    return publish(PATH, publisher, loop);
  }

  Outcome publish(StreamPath path, Publisher publisher, ManualLoop loop) {
    Outcome outcome = new Outcome(loop);
    loop.run(() -> hub.publish(path, publisher, loop, outcome));
    settle();
    return outcome;
  }

  /** A publication of audio and video that is live. */
  Outcome live(Publisher publisher, ManualLoop loop) {
    Outcome outcome = publish(publisher, loop);
    outcome.announce(VIDEO, AUDIO);
    settle();
    return outcome;
  }

  LiveStream stream() {
    LiveStream stream = hub.find(PATH);
    assertNotNull(stream);
    return stream;
  }

  MediaFrame frame(Track track, long dtsTicks, boolean sync) {
    return new MediaFrame(
        track, dtsTicks, dtsTicks, 0, sync, allocator.directBuffer(10, 10).writeZero(10));
  }

  /** After the end of all streams nothing is held any more. */
  void assertNothingHeld() {
    hub.close();
    settle();
    assertEquals(0, budget.usedBytes());
    assertEquals(0, allocator.metric().usedDirectMemory());
    assertEquals(List.of(), List.copyOf(hub.streams()));
  }

  /** What came of a request to publish, and the publication's publisher side. */
  final class Outcome implements PublishOutcome {
    private final ManualLoop loop;
    @Nullable Publication publication;
    @Nullable PublishRefusal refusal;
    @Nullable EndReason revoked;

    Outcome(ManualLoop loop) {
      this.loop = loop;
    }

    @Override
    public void accepted(Publication accepted) {
      assertEquals(true, loop.inLoop());
      publication = accepted;
      accepted.listen(reason -> revoked = reason);
    }

    @Override
    public void refused(PublishRefusal reason, String message) {
      assertEquals(true, loop.inLoop());
      refusal = reason;
    }

    Publication publication() {
      assertNotNull(publication);
      return publication;
    }

    void announce(Track... tracks) {
      loop.run(() -> publication().announce(List.of(tracks)));
    }

    void write(Track track, long dtsTicks, boolean sync) {
      loop.run(() -> publication().write(frame(track, dtsTicks, sync)));
    }

    void flush() {
      loop.run(() -> publication().flush());
    }

    void end(EndReason reason) {
      loop.run(() -> publication().end(reason));
      settle();
    }
  }

  /** Writes every call as a line. */
  static class RecordingSink implements StreamSink {
    private final List<String> told;

    RecordingSink(List<String> told) {
      this.told = told;
    }

    @Override
    public void onTracks(long epoch, List<Track> tracks) {
      told.add("tracks of " + epoch + ": " + kinds(tracks));
    }

    @Override
    public void onFrame(MediaFrame frame) {
      told.add(describe(frame));
    }

    @Override
    public void onBatchEnd() {
      told.add("batch");
    }

    @Override
    public void onHeld() {
      told.add("held");
    }

    @Override
    public void onEnded() {
      told.add("ended");
    }
  }

  /** Writes every call as a line. */
  static final class RecordingConsumer implements FrameConsumer {
    private final List<String> told = new ArrayList<>();

    List<String> told() {
      List<String> copy = List.copyOf(told);
      told.clear();
      return copy;
    }

    @Override
    public void onTracks(long epoch, List<Track> tracks) {
      told.add("tracks of " + epoch + ": " + kinds(tracks));
    }

    @Override
    public void onFrame(MediaFrame frame) {
      told.add(describe(frame));
    }

    @Override
    public void onBatchEnd() {
      told.add("batch");
    }

    @Override
    public void onDropped(int frames) {
      told.add("dropped " + frames);
    }

    @Override
    public void onState(StreamState state) {
      told.add(state.name());
    }
  }

  private static List<String> kinds(List<Track> tracks) {
    return tracks.stream().map(track -> track.kind().name().toLowerCase(Locale.ROOT)).toList();
  }

  private static String describe(MediaFrame frame) {
    return (frame.isVideo() ? "v" : "a") + frame.dtsTicks() + (frame.isSync() ? "!" : "");
  }
}
