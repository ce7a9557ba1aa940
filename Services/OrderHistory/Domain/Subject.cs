using System.Text.Json.Serialization;

namespace DbPerService.OrderHistory.Domain;

enum SubjectKind
{
    User,
    Product,
}

readonly record struct SubjectKey(SubjectKind Kind, string Id);

/// <summary>
/// What a user or a product is called, by its owner's version. Kept beside the entries and joined when they are read, so a new name
/// is one write however many orders there are.
/// </summary>
sealed record Subject(SubjectKind Kind, string Id, string Name, string? Category, long Version)
{
    [JsonIgnore]
    public SubjectKey Key => new(Kind, Id);

    /// <returns>The newer one; this one if the other is not newer. The names decide between two of the same version.</returns>
    public Subject Merge(Subject other) => IsBehind(other) ? other : this;

    /// <summary>Whether the other is not newer.</summary>
    public bool Includes(Subject other) => !IsBehind(other);

    /// <summary>The newest of each user and product.</summary>
    public static List<Subject> Join(IEnumerable<Subject> subjects) =>
        [.. subjects.GroupBy(subject => subject.Key).Select(ofKey => ofKey.Aggregate((one, other) => one.Merge(other)))];

    bool IsBehind(Subject other) =>
        Version != other.Version ? Version < other.Version
        : string.CompareOrdinal(Name, other.Name) is var names && names != 0 ? names < 0
        : string.CompareOrdinal(Category, other.Category) < 0;
}
