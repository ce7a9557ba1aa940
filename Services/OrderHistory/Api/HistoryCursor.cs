using System.Globalization;
using DbPerService.OrderHistory.Data;

namespace DbPerService.OrderHistory.Api;

/// <summary>The text of a place in a list: the microseconds since 1970 and the order id.</summary>
static class HistoryCursor
{
    const int MaxLength = 60;

    public static string Of(HistoryPlace place) => string.Create(
        CultureInfo.InvariantCulture, $"{(place.PlacedAt - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}_{place.OrderId}");

    public static bool TryParse(string text, out HistoryPlace place)
    {
        if (text.Length <= MaxLength && text.Split('_') is [var time, var id]
            && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            && microseconds <= (HistoryPlace.Start.PlacedAt - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
            && Guid.TryParseExact(id, "D", out var orderId))
        {
            place = new(DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), orderId);
            return true;
        }

        place = HistoryPlace.Start;
        return false;
    }
}
