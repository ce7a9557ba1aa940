using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Messaging;

/// <summary>What this service handles, by topic and event type.</summary>
sealed class EventRegistry
{
    readonly Dictionary<(string Topic, string Type), EventRoute> _routes = [];

    public IReadOnlyCollection<EventRoute> Routes => _routes.Values;

    public IReadOnlyList<string> Topics => [.. _routes.Keys.Select(key => key.Topic).Distinct().Order(StringComparer.Ordinal)];

    public void Add<TEvent, THandler>() where TEvent : IEvent where THandler : class, IEventHandler<TEvent> =>
        _routes.Add((TEvent.Topic, typeof(TEvent).Name), new EventRoute<TEvent, THandler>());

    public EventRoute? Find(string topic, string type) => _routes.GetValueOrDefault((topic, type));
}

/// <summary>How one type of event is read and handled.</summary>
abstract class EventRoute
{
    public abstract string Topic { get; }

    public abstract string Type { get; }

    /// <summary>Reads the payload.</summary>
    /// <exception cref="JsonException">It is not this event.</exception>
    public abstract object Read(ConsumedMessage message);

    /// <summary>Hands events that <see cref="Read"/> gave to the handler.</summary>
    public abstract Task HandleAsync(IServiceProvider services, IReadOnlyList<PlannedMessage> messages, CancellationToken cancellationToken);
}

sealed class EventRoute<TEvent, THandler> : EventRoute where TEvent : IEvent where THandler : class, IEventHandler<TEvent>
{
    public override string Topic => TEvent.Topic;

    public override string Type => typeof(TEvent).Name;

    public override object Read(ConsumedMessage message)
    {
        var @event = JsonSerializer.Deserialize<TEvent>(message.Payload, EventJson.Options)
            ?? throw new JsonException($"The payload is null, not a {Type}.");
        return @event.Key == message.Key
            ? @event
            : throw new JsonException($"The message's key '{message.Key.Shortened()}' is not the event's '{@event.Key.Shortened()}'.");
    }

    public override Task HandleAsync(IServiceProvider services, IReadOnlyList<PlannedMessage> messages, CancellationToken cancellationToken)
    {
        var batch = new Received<TEvent>[messages.Count];
        for (var i = 0; i < batch.Length; i++)
        {
            var (message, content, span) = messages[i];
            batch[i] = new Received<TEvent>((TEvent)content, message.Id, message.Time, span?.Id ?? message.TraceParent);
        }

        return services.GetRequiredService<THandler>().HandleAsync(batch, cancellationToken);
    }
}
