import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/**
 * The same works on LMAX Disruptor: one producer, one consumer, busy spin. One round per work
 * named on standard input. Its threads are not pinned: the JVM has no call for it.
 *
 * <p>javac -cp /usr/share/java/disruptor.jar DisruptorBench.java
 * <p>java -cp /usr/share/java/disruptor.jar:. DisruptorBench -
 */
public final class DisruptorBench {
    static final int CAPACITY = 4096;
    static final long ELEMENTS = 4_000_000, TRIPS = 100_000;

    static final class Record32 {
        long a, b, c, d;
    }

    static final class Record64 {
        long a, b, c, d, e, f, g, h;
    }

    public static void main(String[] arguments) throws Exception {
        for (int warm = 0; warm < 3; warm++) {
            for (String work : new String[] {"one32", "one64", "rtt32"}) run(work);
        }
        System.out.println("ready");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        for (String work; (work = input.readLine()) != null; ) {
            System.out.printf(
                Locale.ROOT,
                "{\"bench\":\"ring\",\"peer\":\"disruptor\",\"work\":\"%s\","
                    + "\"statistic\":\"round\",\"value\":%.1f,\"unit\":\"%s\"}%n",
                work, run(work), work.equals("rtt32") ? "ns" : "M/s");
            System.out.flush();
        }
    }

    static double run(String work) throws Exception {
        switch (work) {
            case "one32": return one32();
            case "one64": return one64();
            case "rtt32": return roundTrip();
            default: throw new IllegalArgumentException("no work called " + work);
        }
    }

    /** Sums what arrives and opens the latch at the last. */
    abstract static class Sum<T> implements EventHandler<T> {
        final CountDownLatch done = new CountDownLatch(1);
        long sum;
        volatile long end;

        final void add(long number) {
            sum += number;
            if (number == ELEMENTS - 1) {
                end = System.nanoTime();
                done.countDown();
            }
        }
    }

    static final class Sum32 extends Sum<Record32> {
        public void onEvent(Record32 r, long sequence, boolean endOfBatch) {
            add(r.a);
        }
    }

    static final class Sum64 extends Sum<Record64> {
        public void onEvent(Record64 r, long sequence, boolean endOfBatch) {
            add(r.a);
        }
    }

    static <T> BatchEventProcessor<T> start(RingBuffer<T> ring, EventHandler<T> handler) {
        BatchEventProcessor<T> processor =
            new BatchEventProcessor<>(ring, ring.newBarrier(), handler);
        ring.addGatingSequences(processor.getSequence());
        new Thread(processor).start();
        while (!processor.isRunning()) Thread.onSpinWait();
        return processor;
    }

    static double finish(long start, Sum<?> sum, BatchEventProcessor<?> processor)
        throws Exception {
        sum.done.await();
        processor.halt();
        if (sum.sum != ELEMENTS * (ELEMENTS - 1) / 2) throw new IllegalStateException("lost");
        return ELEMENTS * 1000.0 / (sum.end - start);
    }

    static double one32() throws Exception {
        RingBuffer<Record32> ring = RingBuffer.createSingleProducer(
            Record32::new, CAPACITY, new BusySpinWaitStrategy());
        Sum32 sum = new Sum32();
        BatchEventProcessor<Record32> processor = start(ring, sum);
        long start = System.nanoTime();
        for (long number = 0; number < ELEMENTS; number++) {
            long at = ring.next();
            Record32 r = ring.get(at);
            r.a = number;
            r.b = 1;
            r.c = 2;
            r.d = 3;
            ring.publish(at);
        }
        return finish(start, sum, processor);
    }

    static double one64() throws Exception {
        RingBuffer<Record64> ring = RingBuffer.createSingleProducer(
            Record64::new, CAPACITY, new BusySpinWaitStrategy());
        Sum64 sum = new Sum64();
        BatchEventProcessor<Record64> processor = start(ring, sum);
        long start = System.nanoTime();
        for (long number = 0; number < ELEMENTS; number++) {
            long at = ring.next();
            Record64 r = ring.get(at);
            r.a = number;
            r.b = 1;
            r.c = 2;
            r.d = 3;
            r.e = 4;
            r.f = 5;
            r.g = 6;
            r.h = 7;
            ring.publish(at);
        }
        return finish(start, sum, processor);
    }

    static double roundTrip() throws Exception {
        RingBuffer<Record32> there = RingBuffer.createSingleProducer(
            Record32::new, CAPACITY, new BusySpinWaitStrategy());
        RingBuffer<Record32> back = RingBuffer.createSingleProducer(
            Record32::new, CAPACITY, new BusySpinWaitStrategy());
        BatchEventProcessor<Record32> other = start(there, (r, sequence, endOfBatch) -> {
            long at = back.next();
            Record32 answer = back.get(at);
            answer.a = r.a;
            answer.b = r.b;
            answer.c = r.c;
            answer.d = r.d;
            back.publish(at);
        });
        // The asking thread waits on the answers' barrier itself: two threads, as in the others.
        com.lmax.disruptor.Sequence taken = new com.lmax.disruptor.Sequence();
        back.addGatingSequences(taken);
        com.lmax.disruptor.SequenceBarrier barrier = back.newBarrier();
        long start = System.nanoTime();
        for (long number = 0; number < TRIPS; number++) {
            long at = there.next();
            there.get(at).a = number;
            there.publish(at);
            barrier.waitFor(number);
            if (back.get(number).a != number) throw new IllegalStateException("another answer");
            taken.set(number);
        }
        long end = System.nanoTime();
        other.halt();
        return (end - start) / (double) TRIPS;
    }
}
