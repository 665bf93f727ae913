package io.headrace.hls.segment;

import io.headrace.hls.cache.CachedBytes;
import io.headrace.hls.cache.SlabCache;
import io.headrace.hls.cut.CutClock;
import io.headrace.hls.segment.RenditionView.BitRate;
import io.headrace.hls.segment.RenditionView.NextPart;
import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.mp4.FragmentWriter;
import io.headrace.media.mp4.InitSegmentWriter;
import io.headrace.media.mp4.SampleBatch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One track on its way into parts and segments. Others say when these end; it writes them.
 *
 * <p>Thread: home loop.
 */
final class Rendition {
  private static final Part[] NO_PARTS = {};
  private static final int INIT_BYTES = 1_024;

  private final String name;
  private final int partTargetMs;
  private final long measuredFromMs;
  private final SlabCache cache;
  private final BooleanSupplier makeRoom;
  private final PackagerStats.Counters counters;
  private final PendingFrames pending;
  private final SampleBatch batch = new SampleBatch();
  private final SegmentWindow window = new SegmentWindow();
  private final List<Part> parts = new ArrayList<>();

  private Track track;
  private Run run = new Run(1, 0, 0, 0, false);
  private @Nullable InitSection init;
  private List<InitSection> inits = List.of();
  private boolean initKnown;
  private boolean discontinuity;
  private long nextMsn = 1;
  private long openStartTicks;
  private long endTicks;
  private boolean lastPartShort;
  private int fragments;
  private int initsMade;
  private long peakBitRate;
  private long totalBytes;
  private long totalMs;
  private boolean changed;
  private @Nullable RenditionView view;

  /**
   * An uninterrupted stretch of media.
   *
   * @param number from 1 within the stream
   * @param offsetTicks what is added to the frames' own times
   * @param compositionShiftTicks by how much decode times are moved so that the first sync frame is
   *     decoded when it is shown; composition offsets shrink by it
   * @param programBaseMs wall clock at media time 0
   * @param discontinuity whether media came before it
   */
  record Run(
      int number,
      long offsetTicks,
      long compositionShiftTicks,
      long programBaseMs,
      boolean discontinuity) {}

  /**
   * @param measuredFromMs shorter segments say nothing about the bit rate
   * @param makeRoom called when the cache is full: gives the oldest segment up and says whether
   *     there was one
   */
  Rendition(
      String name,
      Track track,
      int partTargetMs,
      long measuredFromMs,
      SlabCache cache,
      MemoryBudget budget,
      long maxPendingBytes,
      BooleanSupplier makeRoom,
      PackagerStats.Counters counters) {
    this.name = name;
    this.track = track;
    this.partTargetMs = partTargetMs;
    this.measuredFromMs = measuredFromMs;
    this.cache = cache;
    this.makeRoom = makeRoom;
    this.counters = counters;
    this.pending = new PendingFrames(budget, maxPendingBytes);
  }

  Track track() {
    return track;
  }

  SegmentWindow window() {
    return window;
  }

  PendingFrames pending() {
    return pending;
  }

  long partTargetTicks() {
    return Ticks.fromMillis(partTargetMs, track.timescaleHz());
  }

  /** Decode time where its media ends so far. */
  long endTicks() {
    return endTicks;
  }

  /** Start of the open segment. */
  long openStartTicks() {
    return openStartTicks;
  }

  /** Takes a track over that needs the same initialization section. */
  void keepTrack(Track same) {
    track = same;
  }

  /** The names of what follows belong to run {@code number}; nothing else of it is known yet. */
  void expectRun(int number) {
    run = new Run(number, 0, 0, 0, true);
    initKnown = false;
    onChange();
  }

  /** Opens the first segment of a run. */
  void startRun(Track newTrack, Run newRun, long startTicks) {
    boolean isLost = init != null && init.bytes() == null;
    if (init == null || isLost || !newTrack.hasFormatOf(track)) {
      init = newInit(newTrack, newRun.number());
      List<InitSection> grown = new ArrayList<>(inits);
      grown.add(init);
      inits = List.copyOf(grown);
      onChange();
    }
    track = newTrack;
    run = newRun;
    initKnown = true;
    discontinuity = newRun.discontinuity();
    openStartTicks = startTicks;
    endTicks = startTicks;
  }

  /** The frame's decode time in this rendition. */
  long ticksOf(MediaFrame frame) {
    return frame.dtsTicks() + run.compositionShiftTicks() + run.offsetTicks();
  }

  /** Ownership: borrows {@code frame}. */
  void add(MediaFrame frame, long ticks) {
    pending.add(frame, ticks);
  }

  /**
   * Ends a part of the first {@code frames} pending frames.
   *
   * @param partEndTicks decode time of what follows
   */
  void closePart(int frames, long partEndTicks) {
    if (parts.isEmpty()) {
      openStartTicks = pending.ticks(0);
    } else if (lastPartShort) {
      counters.shortParts++;
    }
    long durationTicks = partEndTicks - pending.ticks(0);
    CachedBytes bytes = null;
    boolean independent = false;
    try {
      if (pending.moveTo(batch, frames, run.compositionShiftTicks())) {
        batch.end(partEndTicks);
        independent = batch.startsWithSync();
        bytes = store();
      }
    } finally {
      batch.clear();
    }
    if (bytes == null) {
      counters.droppedParts++;
    }
    lastPartShort =
        bytes != null
            && !independent
            && durationTicks * 100 < partTargetTicks() * CutClock.REGULAR_PERCENT;
    parts.add(new Part(durationTicks, independent, bytes));
    endTicks = partEndTicks;
    onChange();
  }

  /**
   * Ends the open segment and opens the next. Without any part it is absent, and lasts until {@code
   * segmentEndTicks}.
   */
  void closeSegment(long segmentEndTicks) {
    Segment segment;
    if (parts.isEmpty()) {
      counters.absentSegments++;
      segment = Segment.absent(head(), Math.max(1, segmentEndTicks - openStartTicks));
      endTicks = Math.max(endTicks, segmentEndTicks);
    } else {
      segment = Segment.complete(head(), parts.toArray(NO_PARTS));
    }
    measure(segment);
    window.add(segment);
    parts.clear();
    lastPartShort = false;
    discontinuity = false;
    openStartTicks = endTicks;
    nextMsn++;
    onChange();
  }

  /** Removes segments before {@code msn} from the playlist. */
  void unlistBefore(long msn) {
    while (window.listedCount() > 0 && window.segments().get(window.firstListed()).msn() < msn) {
      window.unlistFirst();
      onChange();
    }
  }

  /** Gives up what has not been listed for long enough, and what only that needed. */
  void expire(long nowNs, long retentionNs) {
    window.expire(nowNs, retentionNs);
    InitSection oldest =
        window.segments().isEmpty() ? init : window.segments().get(0).head().init();
    int unused = inits.indexOf(oldest);
    if (unused > 0) {
      inits.subList(0, unused).forEach(InitSection::release);
      inits = List.copyOf(inits.subList(unused, inits.size()));
      onChange();
    }
  }

  /** Number of the segment that is open. */
  long nextMsn() {
    return nextMsn;
  }

  boolean hasOpenParts() {
    return !parts.isEmpty();
  }

  /** Says once that {@link #view} would differ from the last one. */
  boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }

  /** The state now; the same object until it changes. */
  RenditionView view(boolean ended) {
    RenditionView current = view;
    if (current == null || current.ended() != ended) {
      current = newView(ended);
      view = current;
    }
    return current;
  }

  private RenditionView newView(boolean ended) {
    List<Segment> segments = new ArrayList<>(window.segments().size() + 1);
    segments.addAll(window.segments());
    if (!parts.isEmpty()) {
      segments.add(Segment.growing(head(), parts.toArray(NO_PARTS)));
    }
    return new RenditionView(
        name,
        track,
        partTargetMs,
        Collections.unmodifiableList(segments),
        window.firstListed(),
        window.discontinuitySequence(),
        inits,
        new NextPart(run.number(), nextMsn, parts.size()),
        initKnown ? init : null,
        new BitRate(peakBitRate, totalMs == 0 ? 0 : totalBytes * 8 * 1_000 / totalMs),
        ended);
  }

  /** Gives everything up. */
  void release() {
    pending.clear();
    parts.forEach(Part::release);
    parts.clear();
    window.clear();
    inits.forEach(InitSection::release);
    inits = List.of();
  }

  private void onChange() {
    changed = true;
    view = null;
  }

  private Segment.Head head() {
    InitSection current = init;
    assert current != null : "a segment before the first run";
    int hz = track.timescaleHz();
    return new Segment.Head(
        nextMsn,
        run.number(),
        current,
        discontinuity,
        hz,
        openStartTicks,
        run.programBaseMs() + Ticks.toMillis(openStartTicks, hz));
  }

  private @Nullable CachedBytes store() {
    CachedBytes bytes = allocate(FragmentWriter.sizeBytes(batch), false);
    if (bytes != null) {
      ByteBuf out = bytes.writable();
      FragmentWriter.write(batch, ++fragments, out);
      assert !out.isWritable() : "fragment is shorter than its size says";
    }
    return bytes;
  }

  private InitSection newInit(Track newTrack, int runNumber) {
    ByteBuf section = ByteBufAllocator.DEFAULT.heapBuffer(INIT_BYTES);
    try {
      InitSegmentWriter.write(newTrack, section);
      CachedBytes bytes = allocate(section.readableBytes(), true);
      if (bytes != null) {
        bytes.writable().writeBytes(section);
      }
      return new InitSection(runNumber, ++initsMade, bytes);
    } finally {
      section.release();
    }
  }

  private @Nullable CachedBytes allocate(int lengthBytes, boolean apart) {
    CachedBytes bytes;
    do {
      bytes = apart ? cache.allocateApart(lengthBytes) : cache.allocate(lengthBytes);
    } while (bytes == null && makeRoom.getAsBoolean());
    return bytes;
  }

  private void measure(Segment segment) {
    long millis = segment.durationMs();
    if (segment.isGap() || millis < measuredFromMs) {
      return;
    }
    totalBytes += segment.sizeBytes();
    totalMs += millis;
    peakBitRate = Math.max(peakBitRate, segment.sizeBytes() * 8 * 1_000 / millis);
  }
}
