using DbPerService.Messaging;

namespace DbPerService.ReferenceData.Domain;

/// <summary>An entry of a list. It never goes away, since what was written with a code outlives the code.</summary>
interface IEntry<TEntry> where TEntry : class, IEntry<TEntry>
{
    string Code { get; }

    /// <summary>Grows with every change, starting at 1; 0 in a list that is not stored yet.</summary>
    long Version { get; }

    TEntry At(long version);

    IEvent ToChanged();
}
