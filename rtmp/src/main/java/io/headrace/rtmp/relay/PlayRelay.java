package io.headrace.rtmp.relay;

import io.headrace.media.flv.TagWriter;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.hub.FrameConsumer;
import io.headrace.media.hub.LiveStream;
import io.headrace.media.hub.Loop;
import io.headrace.media.hub.StreamState;
import io.headrace.media.hub.Subscription;
import io.headrace.rtmp.relay.Backlog.Pace;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One stream for the players of one loop: subscribes while there are any, chunks each batch of
 * frames once, and gives it to all of them.
 *
 * <p>It begins with what the hub keeps since the last key frame; that goes to the reserve for
 * players that join, as it does later, and to nobody at once. Frames that cannot be sent leave a
 * gap: after it every player gets video again from a key frame.
 *
 * <p>Thread: the loop.
 */
final class PlayRelay implements FrameConsumer {
  private enum State {
    /** The hub has not yet given all that lies in the past. */
    PRIMING,
    LIVE,
    HELD,
    CLOSED
  }

  private final PlayRelays owner;
  private final LiveStream stream;
  private final Loop loop;
  private final PlayConfig config;
  private final RelayStats stats;
  private final ReservedBuffers buffers;
  private final Preambles preambles;
  private final BatchWriter writer;
  private final GopReserve reserve;
  private final List<Playback> players = new ArrayList<>();

  private State state = State.PRIMING;
  private @Nullable Subscription subscription;
  private int iterations;
  private boolean someLeft;

  private long epoch;
  private List<Track> tracks = List.of();
  private long present;
  private long enhanced;
  private long further;

  /** The video track whose key frames are a start. */
  private long primary;

  private long lastFrameBit;
  private boolean hasLatest;
  private long latestMs;

  PlayRelay(PlayRelays owner, LiveStream stream, RelayContext context) {
    this.owner = owner;
    this.stream = stream;
    this.loop = context.loop();
    this.config = context.config();
    this.stats = context.stats();
    this.buffers = context.buffers();
    this.preambles = context.preambles();
    this.writer = new BatchWriter(context.allocator(), config.batchBytes());
    this.reserve = new GopReserve(buffers, config);
  }

  LiveStream stream() {
    return stream;
  }

  void subscribe() {
    subscription = stream.subscribe(loop, this);
  }

  /** Adds a player; it is told and given nothing before this call is over. */
  Playback join(RelayPlayer player, PlayOptions options) {
    Playback playback =
        new Playback(this, player, options, stats, new Backlog(config, loop.nowNs()));
    players.add(playback);
    stats.joined();
    if (state != State.PRIMING) {
      loop.post(() -> start(playback));
    }
    return playback;
  }

  void leave(Playback playback) {
    if (!playback.isLeft()) {
      playback.markLeft();
      stats.left();
      someLeft = true;
      forgetThoseWhoLeft();
    }
  }

  void giveUp(Playback playback, Pace pace) {
    leave(playback);
    stats.disconnected();
    playback
        .player()
        .onTooSlow(
            pace == Pace.TOO_MANY_BYTES
                ? "too slow: more than " + config.hardBacklogBytes() + " bytes are unsent"
                : "too slow: it was stuck or behind for " + config.stall().toSeconds() + " s");
  }

  /** The tracks that {@code options} allow. */
  long offers(PlayOptions options) {
    return present & (options.enhanced() ? -1 : ~enhanced) & (options.multitrack() ? -1 : ~further);
  }

  ByteBuf retainedPreamble(long takes, long headers, boolean first, long timestampMs) {
    return preambles.retained(new Preambles.Request(tracks, takes, headers, first, timestampMs));
  }

  @Nullable ByteBuf retainedPart(Batch batch, long wanted) {
    return batch.retainedPart(wanted, buffers);
  }

  /** Tells one player at once what it does not know. */
  void tellNow(Playback playback) {
    tell(playback);
    preambles.clear();
  }

  /** Where there was no frame yet there is no time to say it at: it waits for one. */
  private void tell(Playback playback) {
    if (hasLatest && playback.isPlaying()) {
      playback.tell(latestMs);
      stats.sent(playback.flush());
    }
  }

  /** Looks after players that nothing is sent to. */
  void onTick() {
    long nowNs = loop.nowNs();
    forEachPlaying(playback -> playback.keepsPace(nowNs));
  }

  @Override
  public void onTracks(long newEpoch, List<Track> newTracks) {
    closeBatch();
    reserve.clear();
    boolean begins = newEpoch != epoch;
    List<Track> before = tracks;
    epoch = newEpoch;
    tracks = newTracks;
    present = Slots.where(tracks, track -> true);
    enhanced = Slots.where(tracks, TagWriter::isEnhanced);
    further = Slots.where(tracks, track -> track.number() > 0);
    primary = Long.lowestOneBit(present & Slots.VIDEO);
    long changed = Slots.where(tracks, track -> begins || !before.contains(track));
    forEachPlaying(
        playback -> {
          playback.follow(changed, begins);
          tell(playback);
        });
    preambles.clear();
  }

  @Override
  public void onFrame(MediaFrame frame) {
    int slot = Slots.of(frame.track());
    if (slot == Slots.NONE || (Slots.bit(slot) & (present | Slots.DATA_BIT)) == 0) {
      return;
    }
    lastFrameBit = Slots.bit(slot);
    if (!writer.add(frame, slot)) {
      closeBatch();
      lose(1, lastFrameBit);
    } else if (writer.isFull()) {
      closeBatch();
    }
  }

  @Override
  public void onBatchEnd() {
    closeBatch();
  }

  @Override
  public void onDropped(int frames) {
    closeBatch();
    // It goes on with the frame before this call, a key frame, but of its own track only.
    lose(frames, present & Slots.VIDEO & ~lastFrameBit);
  }

  @Override
  public void onState(StreamState next) {
    closeBatch();
    switch (next) {
      case IDLE, LIVE -> enter(State.LIVE, RelayPlayer::onLive);
      case HELD -> {
        reserve.clear();
        enter(State.HELD, RelayPlayer::onHeld);
      }
      case ENDED -> end();
    }
  }

  private void enter(State next, Consumer<RelayPlayer> event) {
    State before = state;
    state = next;
    if (before == State.PRIMING) {
      List.copyOf(players).forEach(this::start);
    } else if (before != next) {
      forEachPlaying(playback -> event.accept(playback.player()));
    }
  }

  private void end() {
    List<Playback> last = List.copyOf(players);
    last.forEach(this::leave);
    last.forEach(playback -> playback.player().onEnded());
  }

  private void start(Playback playback) {
    if (playback.isLeft()) {
      return;
    }
    playback.begin();
    if (state == State.HELD) {
      playback.player().onHeld();
      return;
    }
    if (tracks.isEmpty()) {
      return;
    }
    playback.follow(present, true);
    if (playback.beginsInThePast() && !reserve.isEmpty()) {
      playback.tell(reserve.firstMs());
      playback.catchUp(reserve);
    } else if (hasLatest) {
      playback.tell(latestMs);
    }
    preambles.clear();
    playback.endJoining();
    stats.sent(playback.flush());
  }

  /** Sends the frames collected so far. */
  private void closeBatch() {
    if (writer.isEmpty()) {
      return;
    }
    Batch batch = writer.finish(buffers);
    if (batch == null) {
      // What players that play need goes before what others might.
      reserve.clear();
      batch = writer.finish(buffers);
    }
    if (batch == null) {
      int frames = writer.count();
      long slots = writer.slots();
      writer.discard();
      lose(frames, slots);
      return;
    }
    latestMs = batch.lastMs();
    hasLatest = true;
    if (state == State.LIVE) {
      fanOut(batch);
      batch.retireParts(buffers);
    }
    if (state == State.CLOSED) {
      batch.retire(buffers);
    } else {
      reserve.add(batch, primary);
    }
    buffers.reclaim();
  }

  private void fanOut(Batch batch) {
    long nowNs = loop.nowNs();
    long bytes = 0;
    iterations++;
    for (int i = 0, count = players.size(); i < count; i++) {
      bytes += players.get(i).deliver(batch, nowNs);
    }
    iterations--;
    stats.sent(bytes);
    preambles.clear();
    forgetThoseWhoLeft();
  }

  /** {@code frames} of the tracks {@code slots} go to nobody. */
  private void lose(int frames, long slots) {
    stats.lost(frames);
    long video = slots & Slots.VIDEO;
    if ((slots & present) != 0) {
      reserve.clear();
    }
    if (video != 0) {
      forEachPlaying(playback -> playback.awaitKey(video));
    }
  }

  private void forEachPlaying(Consumer<Playback> action) {
    iterations++;
    for (int i = 0, count = players.size(); i < count; i++) {
      Playback playback = players.get(i);
      if (playback.isPlaying()) {
        action.accept(playback);
      }
    }
    iterations--;
    forgetThoseWhoLeft();
  }

  /** Players leave also while they are called, one after the other. */
  private void forgetThoseWhoLeft() {
    if (someLeft && iterations == 0) {
      someLeft = false;
      players.removeIf(Playback::isLeft);
      if (players.isEmpty()) {
        close();
      }
    }
  }

  private void close() {
    state = State.CLOSED;
    writer.close();
    reserve.clear();
    if (subscription != null) {
      subscription.close();
    }
    owner.onClosed(this);
  }
}
