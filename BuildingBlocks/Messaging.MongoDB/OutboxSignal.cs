using System.Threading.Channels;

namespace DbPerService.Messaging.MongoDB;

/// <summary>Tells this instance's relay which documents have events, as soon as they do.</summary>
public sealed class OutboxSignal
{
    volatile Channel<(string Collection, string Id)>? _channel;

    internal void Changed(string collection, string id) => _channel?.Writer.TryWrite((collection, id));

    /// <summary>From here on changes are kept for the reader. Without one there is nobody to keep them for.</summary>
    internal ChannelReader<(string Collection, string Id)> Listen()
    {
        var channel = Channel.CreateUnbounded<(string, string)>(new UnboundedChannelOptions { SingleReader = true });
        _channel = channel;
        return channel.Reader;
    }

    internal void Ignore() => _channel = null;
}
