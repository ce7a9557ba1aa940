using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Messaging;

/// <summary>
/// Publishes a service's outbox: reads events in commit order, hands each to the broker, and confirms the gapless run of events that the
/// broker has acknowledged. Stands by while another instance reads the outbox. Survives outages of the database and the broker.
/// </summary>
sealed class OutboxRelay(
    IOutboxSource source, IKafkaClients kafka, TopicInitializer topics, MessagingOptions options, RelayStatus status, TimeProvider time,
    ILogger<OutboxRelay> logger) : BackgroundService
{
    static readonly TimeSpan StandbyInterval = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan HandOverPause = StandbyInterval * 4;
    static readonly TimeSpan BlockedInterval = TimeSpan.FromSeconds(5);
    static readonly TimeSpan QueueFullInterval = TimeSpan.FromMilliseconds(50);

    readonly byte[] _ceSource = Encoding.UTF8.GetBytes("/" + options.Service);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await topics.ReadyAsync(stoppingToken);
        var backoff = new Backoff(options.MaxRetryDelay, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RelayAsync(backoff, stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                // Interrupted by the shutdown: what is not confirmed is published again.
                return;
            }
            catch (OutboxBusyException)
            {
                if (status.Becomes(RelayState.Standby))
                {
                    logger.RelayStandsBy(source.Name);
                }

                await Task.Delay(StandbyInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (RelayBlockedException exception)
            {
                if (status.Blocks(exception.Message))
                {
                    logger.RelayBlocked(source.Name, exception.Message);
                }

                await Task.Delay(BlockedInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception exception)
            {
                if (status.Becomes(RelayState.Down))
                {
                    logger.RelayInterrupted(source.Name, Failure.Reason(exception), Failure.Unexpected(exception));
                }

                if (exception is KafkaException { Error.Code: ErrorCode.Local_MsgTimedOut })
                {
                    // Nothing this instance sends is acknowledged: another one may reach the broker, and gets time to become the leader.
                    await Task.Delay(HandOverPause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
                else
                {
                    await backoff.WaitAsync(stoppingToken);
                }
            }
        }
    }

    async Task RelayAsync(Backoff backoff, CancellationToken stoppingToken)
    {
        await using var reader = await source.OpenAsync(stoppingToken);
        using var session = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var run = new RelayRun(reader, options, status, session, time);
        using var producer = kafka.Producer(error =>
        {
            if (error.IsFatal)
            {
                run.Fail(new KafkaException(error));
            }
        });
        status.Becomes(RelayState.Active);
        if (status.Blocked is null)
        {
            logger.RelayActive(source.Name);
        }

        backoff.Reset();
        try
        {
            await foreach (var @event in reader.ReadAsync(session.Token))
            {
                await run.RoomAsync(session.Token);
                if (!reader.IsLeader)
                {
                    throw new TimeoutException("This instance did not renew the relay's leadership in time.");
                }

                await SendAsync(producer, @event, run, session.Token);
            }
        }
        catch (Exception) when (run.Failure is { } failure)
        {
            throw failure;
        }
    }

    async ValueTask SendAsync(IProducer<byte[], byte[]> producer, OutboxMessage @event, RelayRun run, CancellationToken cancellationToken)
    {
        var span = MessagingTelemetry.StartSend(@event);
        var message = new Message<byte[], byte[]>
        {
            Key = Encoding.UTF8.GetBytes(@event.Key),
            Value = Encoding.UTF8.GetBytes(@event.Payload),
            Timestamp = new Timestamp(@event.CommittedAt.UtcDateTime),
            Headers = CloudEventHeaders.For(@event, _ceSource),
        };
        var number = run.Begin();
        // The span ends with the acknowledgement; the next event must not become its child.
        Activity.Current = null;
        try
        {
            await EnqueueAsync(
                producer, @event.Topic, message,
                report =>
                {
                    MessagingTelemetry.EndSend(span, report.Error);
                    run.Delivered(number, @event, report);
                },
                cancellationToken);
        }
        catch (ProduceException<byte[], byte[]> exception)
        {
            MessagingTelemetry.EndSend(span, exception.Error);
            throw RelayRun.Blocked(@event, exception.Error) ?? (Exception)exception;
        }
        catch
        {
            span?.Dispose();
            throw;
        }
    }

    async ValueTask EnqueueAsync(
        IProducer<byte[], byte[]> producer, string topic, Message<byte[], byte[]> message,
        Action<DeliveryReport<byte[], byte[]>> onDelivered, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                producer.Produce(topic, message, onDelivered);
                return;
            }
            catch (ProduceException<byte[], byte[]> exception) when (exception.Error.Code == ErrorCode.Local_QueueFull)
            {
                await Task.Delay(QueueFullInterval, time, cancellationToken);
            }
        }
    }
}
