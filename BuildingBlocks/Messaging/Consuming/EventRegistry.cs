using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Messaging;

/// <summary>The events that this service handles, by topic and type.</summary>
sealed class EventRegistry
{
    readonly Dictionary<(string Topic, string Type), EventRoute> _routes = [];

    public IReadOnlyList<string> Topics => [.. _routes.Keys.Select(key => key.Topic).Distinct().Order(StringComparer.Ordinal)];

    public void Add<TEvent, THandler>() where TEvent : IEvent where THandler : class, IEventHandler<TEvent> =>
        _routes.Add((TEvent.Topic, typeof(TEvent).Name), new EventRoute<TEvent, THandler>());

    /// <summary>Whether this service handles events of the type.</summary>
    public bool Handles(string topic, string type) => _routes.ContainsKey((topic, type));

    /// <summary>
    /// Reads a message. Returns null for a type that this service does not handle, and for a message without a value.
    /// </summary>
    public ReadMessage? Read(ConsumedMessage message)
    {
        if (message.IsTombstone)
        {
            return null;
        }

        if (message.Type.Length == 0)
        {
            return ReadMessage.Unreadable(
                message, "The message has no ce_type header that can be read: it is not a CloudEvent in binary mode.");
        }

        if (!_routes.TryGetValue((message.Topic, message.Type), out var route))
        {
            return null;
        }

        try
        {
            return new ReadMessage(message, route.Read(message), null);
        }
        catch (Exception exception)
        {
            // Not JsonException alone: a record's own constructor and properties run here, on what anybody may have sent.
            return ReadMessage.Unreadable(message, exception.Message);
        }
    }

    /// <summary>Hands messages of one topic and type, which <see cref="Read"/> gave, to their handler.</summary>
    public Task HandleAsync(IServiceProvider services, IReadOnlyList<ReadMessage> messages, CancellationToken cancellationToken) =>
        _routes[(messages[0].Message.Topic, messages[0].Message.Type)].HandleAsync(services, messages, cancellationToken);
}

/// <summary>How one event type is read and handled.</summary>
abstract class EventRoute
{
    /// <summary>Reads the payload.</summary>
    /// <exception cref="JsonException">It is not this event.</exception>
    public abstract object Read(ConsumedMessage message);

    /// <summary>Passes events that <see cref="Read"/> returned to the handler.</summary>
    public abstract Task HandleAsync(IServiceProvider services, IReadOnlyList<ReadMessage> messages, CancellationToken cancellationToken);
}

sealed class EventRoute<TEvent, THandler> : EventRoute where TEvent : IEvent where THandler : class, IEventHandler<TEvent>
{
    public override object Read(ConsumedMessage message)
    {
        var @event = JsonSerializer.Deserialize<TEvent>(message.Payload, EventJson.Options)
            ?? throw new JsonException($"The payload is null, not a {typeof(TEvent).Name}.");
        return @event.Key == message.Key
            ? @event
            : throw new JsonException($"The message's key '{message.Key.Shortened()}' is not the event's '{@event.Key.Shortened()}'.");
    }

    public override Task HandleAsync(IServiceProvider services, IReadOnlyList<ReadMessage> messages, CancellationToken cancellationToken)
    {
        var batch = new Received<TEvent>[messages.Count];
        for (var i = 0; i < batch.Length; i++)
        {
            var message = messages[i].Message;
            batch[i] = new Received<TEvent>(
                (TEvent)messages[i].Event!, message.Id, message.Time, messages[i].Span?.Id ?? message.TraceParent);
        }

        return services.GetRequiredService<THandler>().HandleAsync(batch, cancellationToken);
    }
}
