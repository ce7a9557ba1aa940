using System.Globalization;
using MongoDB.Bson;

namespace DbPerService.MongoDB;

/// <summary>Times as text of fixed length: MongoDB's own type lacks microseconds, and this one sorts, compares and reads as well.</summary>
public static class MongoTime
{
    const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>The text of a time in UTC.</summary>
    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Parses it.</summary>
    public static DateTimeOffset Read(BsonValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return DateTimeOffset.ParseExact(value.AsString, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
    }
}
