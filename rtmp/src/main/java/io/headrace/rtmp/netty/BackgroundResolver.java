package io.headrace.rtmp.netty;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks host names up on threads of its own, because the system's resolver blocks. The threads end
 * when there is nothing to look up.
 */
final class BackgroundResolver extends AddressResolverGroup<InetSocketAddress> {
  static final BackgroundResolver INSTANCE = new BackgroundResolver();

  private static final int THREADS = 4;
  private static final int MAX_WAITING = 256;
  private static final int KEEP_ALIVE_S = 10;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          KEEP_ALIVE_S,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_WAITING),
          new DefaultThreadFactory("resolver", true));

  private BackgroundResolver() {
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
    return new NameResolver(executor).asAddressResolver();
  }

  private final class NameResolver extends InetNameResolver {
    NameResolver(EventExecutor executor) {
      super(executor);
    }

    @Override
    protected void doResolve(String host, Promise<InetAddress> promise) {
      submit(promise, () -> promise.setSuccess(InetAddress.getByName(host)));
    }

    @Override
    protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
      submit(promise, () -> promise.setSuccess(List.of(InetAddress.getAllByName(host))));
    }

    private void submit(Promise<?> promise, Lookup lookup) {
      try {
        threads.execute(
            () -> {
              try {
                lookup.run();
              } catch (UnknownHostException e) {
                promise.setFailure(e);
              }
            });
      } catch (RejectedExecutionException e) {
        promise.setFailure(e);
      }
    }
  }

  private interface Lookup {
    void run() throws UnknownHostException;
  }
}
