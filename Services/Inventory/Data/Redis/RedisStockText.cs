using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using DbPerService.Inventory.Domain;
using DbPerService.Messaging;

namespace DbPerService.Inventory.Data.Redis;

/// <summary>The arguments of an operation of stock.lua.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Lines">The lines to reserve; empty for other operations.</param>
/// <param name="Answer">The event to publish on success.</param>
sealed record StockOperation(Guid OrderId, IReadOnlyList<ReservationLine> Lines, OutboxMessage Answer);

/// <summary>Reads what stock.lua writes.</summary>
static class RedisStockText
{
    public static StockItem ReadStock(string productId, string? text)
    {
        var numbers = Array.ConvertAll((text ?? "0 0 0").Split(' '), number => long.Parse(number, CultureInfo.InvariantCulture));
        return new(productId, numbers[0], numbers[1], numbers[2]);
    }

    public static Reservation ReadReservation(Guid orderId, string? text)
    {
        var lines = (text ?? throw new InvalidOperationException($"The reservation of order {orderId} is in the index only.")).Split('\n');
        return new(
            orderId,
            Enum.Parse<ReservationStatus>(lines[0]),
            JsonSerializer.Deserialize(lines[3], RedisStockJson.Default.IReadOnlyListReservationLine)!,
            JsonSerializer.Deserialize(lines[4], RedisStockJson.Default.IReadOnlyListShortage)!,
            Time(lines[1]),
            Time(lines[2]));
    }

    static DateTime Time(string microseconds) =>
        DateTime.UnixEpoch.AddMicroseconds(long.Parse(microseconds, CultureInfo.InvariantCulture));
}

// The script treats an absent field as null; Lua's JSON has a null that is true.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StockOperation))]
[JsonSerializable(typeof(IReadOnlyList<Shortage>))]
sealed partial class RedisStockJson : JsonSerializerContext;
