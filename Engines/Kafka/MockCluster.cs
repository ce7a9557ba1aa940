using System.Runtime.InteropServices;

namespace DbPerService.Engines.Kafka;

static class MockCluster
{
    public static nint New()
    {
        Span<byte> error = stackalloc byte[512];
        // The client that owns the cluster has no broker to connect to, and would warn about it.
        var configuration = Librdkafka.NewConfiguration();
        _ = Librdkafka.Set(configuration, "log_level", "4", error, (nuint)error.Length);
        var handle = Librdkafka.New(Librdkafka.Producer, configuration, error, (nuint)error.Length);
        var cluster = handle == 0 ? 0 : NewCluster(handle);
        return cluster != 0 ? cluster : throw new EngineException("librdkafka cannot create a mock cluster");
    }

    /// <summary>
    /// The cluster's thread ends for good when a signal interrupts its poll, and the runtime handles SIGCONT: an engine that was frozen would
    /// stay silent. A thread inherits its mask from the one that creates it.
    /// </summary>
    static nint NewCluster(nint handle)
    {
        Span<byte> all = stackalloc byte[Libc.SignalMaskSize];
        Span<byte> former = stackalloc byte[Libc.SignalMaskSize];
        all.Fill(byte.MaxValue);
        Libc.SetSignalMask(all, former);
        try
        {
            return Librdkafka.NewMockCluster(handle, brokers: 1);
        }
        finally
        {
            Libc.SetSignalMask(former, all);
        }
    }

    public static void CreateTopic(nint cluster, string topic, int partitions)
    {
        if (Librdkafka.CreateTopic(cluster, topic, partitions, replicationFactor: 1) is not 0 and var code)
        {
            throw new EngineException($"librdkafka cannot create the topic {topic}: error {code}");
        }
    }

    public static int Port(nint cluster)
    {
        var bootstrap = Marshal.PtrToStringUTF8(Librdkafka.GetBootstraps(cluster))!;
        return int.Parse(bootstrap.AsSpan(bootstrap.LastIndexOf(':') + 1), provider: null);
    }
}
