using System.Buffers.Binary;
using System.Collections.ObjectModel;
using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using DbPerService.Cli;
using DbPerService.Contracts;

namespace DbPerService.Engines.Kafka;

/// <summary>
/// librdkafka's mock cluster with one broker: it speaks the Kafka protocol over TCP, keeps everything in memory and at most
/// 5 MB per partition.
/// </summary>
static class KafkaEngine
{
    const int Broker = 1;

    public static Command Command(CancellationToken stopping)
    {
        var port = DatabaseServerCommand.PortOption("--port", "Where it listens", required: true);
        var advertised = DatabaseServerCommand.PortOption(
            "--advertised-port", "Where it sends its clients: the port of a proxy in front of it (its own)", required: false);
        var topics = CommandLine.Of("--topics", "NAME=PARTITIONS,…", ReadTopics,
            "Its topics; without it those of the system, from which it drops what all their subscribers have committed");
        var command = new Command("kafka", "A Kafka broker, which keeps everything in memory") { port, advertised, topics };
        command.SetAction(result =>
        {
            var listening = result.GetRequiredValue(port)!.Value;
            return RunAsync(listening, result.GetValue(advertised) ?? listening, result.GetValue(topics), stopping);
        });
        return command;
    }

    static async Task<int> RunAsync(int port, int advertisedPort, Dictionary<string, int>? given, CancellationToken stopping)
    {
        var (topics, subscribers) = given is null
            ? TopicsOfTheSystem()
            : (given, ReadOnlyDictionary<string, IReadOnlyList<string>>.Empty);
        using var listener = Listen(port);

        var cluster = MockCluster.New();
        foreach (var (topic, partitions) in topics)
        {
            MockCluster.CreateTopic(cluster, topic, partitions);
        }
        Librdkafka.SetInitialRebalanceDelay(cluster, milliseconds: 0);
        Librdkafka.SetHostPort(cluster, Broker, "127.0.0.1", advertisedPort);
        HandOver(listener, MockCluster.Port(cluster));
        // Any command ends the broker thread's wait on its old socket, so that it waits on ours next.
        _ = Librdkafka.SetRoundTripTime(cluster, Broker, milliseconds: 0);

        Announcement.Ready(Environment.ProcessId, port);
        await new LogTrimmer(cluster, port, topics, subscribers).RunAsync(stopping);
        await Task.Delay(Timeout.Infinite, stopping);
        return 0;
    }

    static Socket Listen(int port)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            listener.Listen();
            return listener;
        }
        catch (SocketException e)
        {
            throw new EngineException($"cannot listen on port {port}: {e.Message}");
        }
    }

    /// <summary>
    /// The broker binds a random port, a different one after every start, so clients would look for it in vain. Therefore its socket is
    /// replaced, under the same descriptor, by one that listens on the given port.
    /// </summary>
    static void HandOver(Socket listener, int brokerPort)
    {
        var descriptor = FindListener(brokerPort);
        if (Libc.Dup2((int)listener.Handle, descriptor) < 0)
        {
            throw new EngineException("cannot hand over the port to the broker");
        }
    }

    static int FindListener(int port)
    {
        Span<byte> address = stackalloc byte[128];
        for (var descriptor = 3; descriptor < 4096; descriptor++)
        {
            var length = address.Length;
            // sockaddr_in: two bytes of family, then the port in network order.
            if (Libc.GetSocketName(descriptor, address, ref length) == 0
                && BinaryPrimitives.ReadUInt16BigEndian(address[2..]) == port)
            {
                return descriptor;
            }
        }

        throw new EngineException($"the broker does not listen on {port}, the port it reports");
    }

    static Dictionary<string, int>? ReadTopics(string text)
    {
        var topics = new Dictionary<string, int>();
        foreach (var entry in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (entry.Split('=') is not [{ Length: > 0 } topic, var count] || !int.TryParse(count, out var partitions) || partitions < 1)
            {
                return null;
            }
            topics[topic] = partitions;
        }

        return topics.Count > 0 ? topics : null;
    }

    /// <summary>
    /// The map's topics and their subscribers: what every subscriber has committed need not be kept in memory. This broker cannot compact,
    /// so of a compacted topic it keeps everything, for future subscribers.
    /// </summary>
    static (Dictionary<string, int> Topics, IReadOnlyDictionary<string, IReadOnlyList<string>> Subscribers) TopicsOfTheSystem()
    {
        var topics = SystemMap.EventTopics.Select(topic => topic.Name).Concat(SystemMap.Services.SelectMany(service => service.DeadLetterTopics));
        var subscribers = SystemMap.EventTopics.Where(topic => !topic.IsCompacted).ToDictionary(
            topic => topic.Name,
            IReadOnlyList<string> (topic) => [.. SystemMap.SubscribersOf(topic.Name).Select(service => service.Name)]);
        return (
            topics.ToDictionary(topic => topic, _ => SystemMap.Partitions),
            subscribers.Where(entry => entry.Value.Count > 0).ToDictionary());
    }
}
