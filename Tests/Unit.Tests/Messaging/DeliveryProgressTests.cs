using Confluent.Kafka;
using DbPerService.Messaging;

namespace DbPerService.Tests.Unit.Messaging;

/// <summary>A participant's silence counts only while it could have replied and everything that carries its reply works.</summary>
public sealed class DeliveryProgressTests
{
    const string Subscriber = "payments";

    static readonly TopicPartition Published = new("orders", 0);
    static readonly TopicPartition Subscribed = new("payments", 0);

    readonly ManualTime _time = new();
    readonly DeliveryProgress _progress;

    long _publishedEnd = 5;
    long _subscriberAt = 5;
    long _subscribedEnd = 3;
    long _selfAt = 3;
    TimeSpan _unpublished = TimeSpan.Zero;

    public DeliveryProgressTests() => _progress = new DeliveryProgress(
        "orders",
        new ServiceTopics(
            new("orders") { Publishes = [new(Published.Topic)], Subscribes = [Subscribed.Topic] },
            [new(Subscriber) { Subscribes = [Published.Topic] }]),
        _time);

    [Fact]
    public void Silence_counts_from_the_first_measurement_that_finds_the_event_applied()
    {
        Measure(3);
        var committedAt = Commit();
        Measure(4);
        Assert.Equal(TimeSpan.Zero, Silence(committedAt));

        _subscriberAt = _publishedEnd;
        Measure(1);
        Assert.Equal(TimeSpan.Zero, Silence(committedAt));
        Measure(7);

        Assert.Equal(TimeSpan.FromSeconds(7), Silence(committedAt));
    }

    [Fact]
    public void An_event_that_the_relay_has_not_published_is_not_delivered()
    {
        Measure(3);
        _unpublished = TimeSpan.FromSeconds(100);
        var committedAt = Commit();
        _subscriberAt = _publishedEnd;
        Measure(20);
        Assert.Equal(TimeSpan.Zero, Silence(committedAt));

        _unpublished = TimeSpan.Zero;
        Measure(5);

        Assert.Equal(TimeSpan.FromSeconds(4), Silence(committedAt));
    }

    [Fact]
    public void Silence_does_not_grow_while_replies_wait_to_be_applied_here()
    {
        Measure(3);
        var committedAt = Commit();
        _subscriberAt = _publishedEnd;
        Measure(5);
        var before = Silence(committedAt);
        _subscribedEnd += 2;

        Measure(20);
        Assert.Equal(before, Silence(committedAt));

        _selfAt = _subscribedEnd;
        Measure(1);
        Assert.Equal(before + TimeSpan.FromSeconds(21), Silence(committedAt));
    }

    [Fact]
    public void Time_without_the_database_does_not_count()
    {
        Measure(3);
        var committedAt = Commit();
        _subscriberAt = _publishedEnd;
        Measure(5);
        var before = Silence(committedAt);

        _progress.Interrupt(isBroker: false);
        _time.Advance(TimeSpan.FromMinutes(1));
        Measure(2);

        Assert.Equal(before + TimeSpan.FromSeconds(1), Silence(committedAt));
    }

    [Fact]
    public void Time_in_which_this_process_was_frozen_does_not_count()
    {
        Measure(3);
        var committedAt = Commit();
        _subscriberAt = _publishedEnd;
        Measure(5);
        var before = Silence(committedAt);

        _time.Advance(TimeSpan.FromMinutes(1));
        Measure(2);

        Assert.Equal(before + TimeSpan.FromSeconds(1), Silence(committedAt));
    }

    [Fact]
    public void After_a_broker_that_was_unavailable_an_event_counts_when_it_is_resent()
    {
        Measure(3);
        var committedAt = Commit();
        _subscriberAt = _publishedEnd;
        Measure(5);

        _progress.Interrupt(isBroker: true);
        Measure(5);
        Assert.Equal(TimeSpan.Zero, Silence(committedAt));

        var resent = Commit();
        _subscriberAt = _publishedEnd;
        Measure(5);
        Assert.Equal(TimeSpan.FromSeconds(4), Silence(resent));
    }

    [Fact]
    public void After_a_log_that_was_lost_an_event_counts_when_it_is_resent()
    {
        Measure(3);
        var committedAt = Commit();
        _subscriberAt = _publishedEnd;
        Measure(5);

        (_publishedEnd, _subscriberAt) = (0, 0);
        Measure(20);
        Assert.Equal(TimeSpan.Zero, Silence(committedAt));

        var resent = Commit();
        _subscriberAt = _publishedEnd;
        Measure(5);
        Assert.Equal(TimeSpan.FromSeconds(4), Silence(resent));
    }

    [Fact]
    public void An_event_older_than_the_process_does_not_count()
    {
        var committedAt = _time.GetUtcNow();

        Measure(60);

        Assert.Equal(TimeSpan.Zero, Silence(committedAt));
    }

    [Fact]
    public void An_offset_beyond_the_end_counts_as_nothing_applied()
    {
        _subscriberAt = 100;
        Measure(3);
        var committedAt = Commit();

        Measure(20);

        Assert.Equal(TimeSpan.Zero, Silence(committedAt));
    }

    [Fact]
    public void A_long_backlog_uses_bounded_memory_and_still_ends()
    {
        Measure(3);
        var committedAt = Commit();
        for (var i = 0; i < 1000; i++)
        {
            _publishedEnd++;
            Measure(1);
        }

        Assert.Equal(TimeSpan.Zero, Silence(committedAt));
        _subscriberAt = _publishedEnd;
        Measure(11);

        Assert.Equal(TimeSpan.FromSeconds(10), Silence(committedAt));
    }

    /// <summary>
    /// Whatever happens, no more silence is counted than an all-knowing observer sees: the time since the subscriber applied the event,
    /// without the seconds in which something failed.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Silence_is_never_counted_too_high(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var test = new DeliveryProgressTests();
            test.Measure(random.Next(0, 4));
            var committedAt = test.Commit();
            var end = test._publishedEnd;
            var (measured, isPublished, isDelivered, isLost) = (TimeSpan.Zero, false, false, false);
            for (var step = 0; step < 40; step++)
            {
                switch (random.Next(9))
                {
                    case 0: test._subscriberAt = Math.Min(test._publishedEnd, test._subscriberAt + random.Next(3)); break;
                    case 1: test._publishedEnd += random.Next(3); break;
                    case 2: test._subscribedEnd += random.Next(2); break;
                    case 3: test._selfAt = test._subscribedEnd; break;
                    case 4: test._unpublished = TimeSpan.FromSeconds(random.Next(30)); break;
                    case 5: test._progress.Interrupt(isBroker: false); test._time.Advance(TimeSpan.FromSeconds(random.Next(60))); break;
                    case 6 when random.Next(8) == 0: test._progress.Interrupt(isBroker: true); isLost = true; break;
                    case 7 when random.Next(8) == 0 && test._publishedEnd > 0: (test._publishedEnd, test._subscriberAt) = (0, 0); isLost = true; break;
                    case 8: test._time.Advance(TimeSpan.FromSeconds(random.Next(6, 60))); break;
                }

                isPublished |= test._time.GetUtcNow() - test._unpublished > committedAt;
                measured += isDelivered ? TimeSpan.FromSeconds(1) : TimeSpan.Zero;
                isDelivered |= isPublished && !isLost && test._subscriberAt >= end;
                test.Measure(1);
                var silence = test.Silence(committedAt);
                Assert.InRange(silence, TimeSpan.Zero, isLost || !isDelivered ? TimeSpan.Zero : measured);
            }
        }
    }

    [Fact]
    public void A_subscriber_that_applies_none_of_its_waiting_events_has_stalled()
    {
        Measure(3);
        var committedAt = Commit();
        Measure(11);
        Assert.Equal(TimeSpan.FromSeconds(10), Standstill(committedAt));

        _subscriberAt = _publishedEnd;
        Measure(20);
        Assert.Equal(TimeSpan.Zero, Standstill(committedAt));
    }

    [Fact]
    public void A_subscriber_that_lags_but_progresses_has_not_stalled()
    {
        _publishedEnd = 100;
        Measure(3);
        var committedAt = Commit();
        for (var second = 0; second < 40; second++)
        {
            _subscriberAt++;
            Measure(1);
            Assert.Equal(TimeSpan.Zero, Standstill(committedAt));
        }
    }

    [Fact]
    public void A_stall_counts_from_publication_and_not_while_broker_or_database_is_unavailable()
    {
        _publishedEnd++;
        Measure(60);
        _unpublished = TimeSpan.FromSeconds(100);
        var committedAt = Commit();
        Measure(20);
        Assert.Equal(TimeSpan.Zero, Standstill(committedAt));
        _unpublished = TimeSpan.Zero;
        Measure(6);
        Assert.Equal(TimeSpan.FromSeconds(5), Standstill(committedAt));

        _progress.Interrupt(isBroker: false);
        _time.Advance(TimeSpan.FromMinutes(1));
        Measure(2);
        Assert.Equal(TimeSpan.FromSeconds(6), Standstill(committedAt));

        _progress.Interrupt(isBroker: true);
        Measure(60);
        Assert.Equal(TimeSpan.Zero, Standstill(committedAt));
    }

    /// <summary>An event is committed and, unless the relay is behind, published.</summary>
    DateTimeOffset Commit()
    {
        var committedAt = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromTicks(1));
        _publishedEnd++;
        return committedAt;
    }

    /// <summary>One measurement per second, each taking no time.</summary>
    void Measure(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            var now = _time.GetUtcNow();
            var publishedUpTo = now - _unpublished;
            _progress.Add(_time.GetTimestamp(), _time.GetTimestamp(), new OutboxProgress(now, publishedUpTo, publishedUpTo < now ? publishedUpTo : null), Sample());
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    BrokerSample Sample() => new(
        new Dictionary<TopicPartition, LogBounds> { [Published] = new(0, _publishedEnd), [Subscribed] = new(0, _subscribedEnd) },
        new Dictionary<string, IReadOnlyDictionary<TopicPartition, long>>
        {
            [Subscriber] = new Dictionary<TopicPartition, long> { [Published] = _subscriberAt },
            ["orders"] = new Dictionary<TopicPartition, long> { [Subscribed] = _selfAt },
        });

    TimeSpan Standstill(DateTimeOffset committedAt) => _progress.StandstillOf(Subscriber, Published.Topic, committedAt);

    TimeSpan Silence(DateTimeOffset committedAt) => _progress.Of(Subscriber, Published.Topic, committedAt);
}
