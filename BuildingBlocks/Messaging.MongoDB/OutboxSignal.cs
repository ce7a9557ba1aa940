using System.Threading.Channels;

namespace DbPerService.Messaging.MongoDB;

/// <summary>Signals to this instance's relay which documents have new events.</summary>
public sealed class OutboxSignal
{
    volatile Channel<(string Collection, string Id)>? _channel;

    internal void Changed(string collection, string id) => _channel?.Writer.TryWrite((collection, id));

    /// <summary>From now on changes are collected for the reader. Without a reader they are not collected.</summary>
    internal ChannelReader<(string Collection, string Id)> Listen()
    {
        var channel = Channel.CreateUnbounded<(string, string)>(new UnboundedChannelOptions { SingleReader = true });
        _channel = channel;
        return channel.Reader;
    }

    internal void Ignore() => _channel = null;
}
